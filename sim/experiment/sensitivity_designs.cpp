#include "sim/experiment/sensitivity_designs.hpp"

#include <algorithm>
#include <limits>

#include "sim/experiment/design_draws.hpp"

namespace streetlight {

namespace {

constexpr Purpose order_purpose = 4, start_purpose = 5, base_purpose = 6;

void check_count(const Design& design) {
  VALIDATE(sensitivity_point_count(design) <= std::numeric_limits<std::uint32_t>::max(),
           "the design has " + std::to_string(sensitivity_point_count(design)) +
               " points, more than 32 bits count. Take fewer samples, trajectories or parameters");
}

}  // namespace

std::int64_t sensitivity_point_count(const Design& design) {
  const auto parameters = static_cast<std::int64_t>(design.parameters.size());
  return design.kind == DesignKind::morris ? design.trajectories * (parameters + 1) : design.samples * (parameters + 2);
}

std::vector<MorrisWalk> morris_walks(const Design& design) {
  VALIDATE(design.trajectories >= 2, "design.trajectories = " + std::to_string(design.trajectories) +
                                         " must be 2 or more: one walk says nothing of spread; 10 to 50 are usual");
  VALIDATE(design.levels >= 2 && design.levels % 2 == 0,
           "design.levels = " + std::to_string(design.levels) + " must be an even number of at least 2; 4 is usual");
  check_count(design);
  const Streams streams = design_streams(design.seed);
  const auto factors = morris_factors(design);

  std::vector<MorrisWalk> walks;
  for (std::uint32_t w = 0; w < static_cast<std::uint32_t>(design.trajectories); ++w) {
    // The order of the steps: parameters sorted by a random word
    std::vector<std::pair<std::uint32_t, std::size_t>> order;
    MorrisWalk walk;
    for (std::uint32_t d = 0; d < factors.size(); ++d) {
      order.emplace_back(streams.words({.entity = w, .purpose = order_purpose, .lane = d})[0], d);
      const Words words = streams.words({.entity = w, .purpose = start_purpose, .lane = d});
      walk.moves.push_back(factors[d].move(words[1], words[0] < 0x80000000u));
    }
    std::sort(order.begin(), order.end());
    for (const auto& [word, d] : order) walk.order.push_back(d);
    walks.push_back(std::move(walk));
  }
  return walks;
}

std::vector<MorrisFactor> morris_factors(const Design& design) {
  std::vector<MorrisFactor> factors;
  for (const DesignParameter& parameter : design.parameters) factors.emplace_back(parameter, design.levels);
  return factors;
}

DesignPoints morris_points(const Design& design) {
  const auto factors = morris_factors(design);
  DesignPoints points(design.parameters, static_cast<std::size_t>(sensitivity_point_count(design)));
  for (const MorrisWalk& walk : morris_walks(design)) {
    std::vector<std::int64_t> at;
    for (const auto& move : walk.moves) at.push_back(move.first);
    const auto add = [&] { points.add_at([&](std::size_t d) { return factors[d].quantile(at[d]); }); };
    add();
    for (const std::size_t d : walk.order) {
      at[d] = walk.moves[d].second;
      add();
    }
  }
  return points;
}

DesignPoints saltelli_points(const Design& design) {
  VALIDATE(design.samples >= 2, "design.samples = " + std::to_string(design.samples) +
                                    " must be 2 or more; a power of two of several hundred is usual");
  check_count(design);
  const std::size_t parameters = design.parameters.size();
  ShiftedSobol next(2 * parameters, design_streams(design.seed), base_purpose, saltelli_shifts);
  DesignPoints points(design.parameters, static_cast<std::size_t>(sensitivity_point_count(design)));
  for (std::int64_t row = 0; row < design.samples; ++row) {
    const auto both = next();  // a row of A, then one of B
    const auto add = [&](auto from_b) {
      points.add_at([&](std::size_t d) { return both[from_b(d) ? parameters + d : d]; });
    };
    add([](std::size_t) { return false; });
    for (std::size_t swapped = 0; swapped < parameters; ++swapped) add([&](std::size_t d) { return d == swapped; });
    add([](std::size_t) { return true; });
  }
  return points;
}

}  // namespace streetlight
