#include "sim/experiment/design_draws.hpp"

#include <boost/random/sobol.hpp>
#include <string>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

std::size_t checked(std::size_t dimension) {
  constexpr std::size_t most = boost::random::default_sobol_table::max_dimension;
  VALIDATE(dimension <= most, "a Sobol sequence has at most " + std::to_string(most) +
                                  " coordinates, and this design needs " + std::to_string(dimension) +
                                  ". Vary fewer parameters, or use kind = \"latin_hypercube\"");
  return dimension;
}

}  // namespace

struct ShiftedSobol::Sequence {
  boost::random::sobol_engine<std::uint32_t, 32> start;
};

ShiftedSobol::ShiftedSobol(std::size_t dimension, const Streams& streams, Purpose purpose, std::size_t copies)
    : sequence_(
          std::make_shared<Sequence>(Sequence{boost::random::sobol_engine<std::uint32_t, 32>(checked(dimension))})),
      shifts_(copies, std::vector<std::uint32_t>(dimension)) {
  for (std::uint32_t copy = 0; copy < copies; ++copy)
    for (std::uint32_t d = 0; d < dimension; ++d)
      shifts_[copy][d] = streams.words({.entity = copy, .purpose = purpose, .quad = d})[0];
}

std::vector<double> ShiftedSobol::operator()(std::size_t index) const {
  const std::size_t step = index / shifts_.size();
  std::vector<double> point;
  auto sequence = sequence_->start;
  const auto& shift = shifts_[index % shifts_.size()];
  if (step > 0) sequence.discard((step - 1) * shift.size());
  for (const std::uint32_t word : shift) point.push_back(uniform_double((step > 0 ? sequence() : 0u) ^ word));
  return point;
}

}  // namespace streetlight
