#pragma once
/// What the sampled designs share: their draws and Sobol's sequence.

#include <boost/random/sobol.hpp>
#include <limits>
#include <string>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/random/streams.hpp"

namespace streetlight {

/// Draws of the design: no replicate of a run has this number, so a design shares no draw with the runs.
inline Streams design_streams(std::uint64_t seed) { return Streams(seed, std::numeric_limits<std::uint32_t>::max()); }

/// Sobol's sequence (direction numbers of Joe and Kuo 2008, from Boost), each coordinate shifted by exclusive or
/// with a word of the seed. Boost leaves out the sequence's first point, zero; here it stays, because without
/// it a power of two of points is no longer balanced (Owen 2020), and the shift moves it off the corner.
/// With several copies, points are those of the first copy, the second and so on in turn, each with a shift of its own.
class ShiftedSobol {
 public:
  ShiftedSobol(std::size_t dimension, const Streams& streams, Purpose purpose, std::size_t copies = 1)
      : sequence_(checked(dimension)), shifts_(copies, std::vector<std::uint32_t>(dimension)) {
    for (std::uint32_t copy = 0; copy < copies; ++copy)
      for (std::uint32_t d = 0; d < dimension; ++d)
        shifts_[copy][d] = streams.words({.entity = copy, .purpose = purpose, .quad = d})[0];
  }

  /// Point number `index`, in the open unit cube.
  std::vector<double> operator()(std::size_t index) const {
    const std::size_t step = index / shifts_.size();
    std::vector<double> point;
    auto sequence = sequence_;
    const auto& shift = shifts_[index % shifts_.size()];
    if (step > 0) sequence.discard((step - 1) * shift.size());
    for (const std::uint32_t word : shift) point.push_back(uniform_double((step > 0 ? sequence() : 0u) ^ word));
    return point;
  }

 private:
  static std::size_t checked(std::size_t dimension) {
    constexpr std::size_t most = boost::random::default_sobol_table::max_dimension;
    VALIDATE(dimension <= most, "a Sobol sequence has at most " + std::to_string(most) +
                                    " coordinates, and this design needs " + std::to_string(dimension) +
                                    ". Vary fewer parameters, or use kind = \"latin_hypercube\"");
    return dimension;
  }

  boost::random::sobol_engine<std::uint32_t, 32> sequence_;
  std::vector<std::vector<std::uint32_t>> shifts_;  // [copy][coordinate]
};

}  // namespace streetlight
