#include "sim/experiment/sensitivity_designs.hpp"

#include <algorithm>
#include <limits>

#include "sim/core/check.hpp"
#include "sim/experiment/design_draws.hpp"

namespace streetlight {

namespace {

constexpr Purpose order_purpose = 4, start_purpose = 5, base_purpose = 6;

void check_count(const Design& design) {
  VALIDATE(sensitivity_point_count(design) <= std::numeric_limits<std::uint32_t>::max(),
           "the design has " + std::to_string(sensitivity_point_count(design)) +
               " points, more than 32 bits count. Take fewer samples, trajectories or parameters");
}

MorrisWalk walk_number(const Design& design, const std::vector<MorrisFactor>& factors, std::uint32_t number) {
  const Streams streams = design_streams(design.seed);
  // The order of the steps: parameters sorted by a random word
  std::vector<std::pair<std::uint32_t, std::size_t>> order;
  MorrisWalk walk;
  for (std::uint32_t d = 0; d < factors.size(); ++d) {
    order.emplace_back(streams.words({.entity = number, .purpose = order_purpose, .quad = d})[0], d);
    const RandomWords words = streams.words({.entity = number, .purpose = start_purpose, .quad = d});
    walk.moves.push_back(factors[d].move(words[1], words[0] < 0x80000000u));
  }
  std::sort(order.begin(), order.end());
  for (const auto& [word, d] : order) walk.order.push_back(d);
  return walk;
}

void check_walks(const Design& design) {
  VALIDATE(design.trajectories >= 2, "design.trajectories = " + std::to_string(design.trajectories) +
                                         " must be 2 or more: one walk says nothing of spread; 10 to 50 are usual");
  VALIDATE(design.levels >= 2 && design.levels % 2 == 0,
           "design.levels = " + std::to_string(design.levels) + " must be an even number of at least 2; 4 is usual");
  check_count(design);
}

}  // namespace

std::int64_t sensitivity_point_count(const Design& design) {
  const auto parameters = static_cast<std::int64_t>(design.parameters.size());
  return design.kind == DesignKind::morris ? design.trajectories * (parameters + 1) : design.samples * (parameters + 2);
}

std::vector<MorrisWalk> morris_walks(const Design& design) {
  check_walks(design);
  const auto factors = morris_factors(design);
  std::vector<MorrisWalk> walks;
  for (std::uint32_t w = 0; w < static_cast<std::uint32_t>(design.trajectories); ++w)
    walks.push_back(walk_number(design, factors, w));
  return walks;
}

std::vector<MorrisFactor> morris_factors(const Design& design) {
  std::vector<MorrisFactor> factors;
  for (const DesignParameter& parameter : design.parameters) factors.emplace_back(parameter, design.levels);
  return factors;
}

DesignPoints morris_points(const Design& design) {
  check_walks(design);
  return {design.parameters, static_cast<std::size_t>(sensitivity_point_count(design)),
          [design, factors = morris_factors(design)](std::size_t point) {
            const std::size_t points_a_walk = design.parameters.size() + 1;
            const MorrisWalk walk = walk_number(design, factors, static_cast<std::uint32_t>(point / points_a_walk));
            std::vector<std::int64_t> levels;
            for (const auto& move : walk.moves) levels.push_back(move.first);
            for (std::size_t step = 0; step < point % points_a_walk; ++step)
              levels[walk.order[step]] = walk.moves[walk.order[step]].second;
            std::vector<double> at;
            for (std::size_t d = 0; d < factors.size(); ++d) at.push_back(factors[d].quantile(levels[d]));
            return at;
          }};
}

DesignPoints saltelli_points(const Design& design) {
  VALIDATE(design.samples >= 2, "design.samples = " + std::to_string(design.samples) +
                                    " must be 2 or more; a power of two of several hundred is usual");
  check_count(design);
  const std::size_t parameters = design.parameters.size();
  const ShiftedSobol rows(2 * parameters, design_streams(design.seed), base_purpose, saltelli_shifts);
  return {design.parameters, static_cast<std::size_t>(sensitivity_point_count(design)),
          [rows, parameters](std::size_t point) {
            const auto both = rows(point / (parameters + 2));  // a row of A, then one of B
            // The row's own points: A; A with one parameter after the other from B; B
            const std::size_t swapped = point % (parameters + 2);
            std::vector<double> at;
            for (std::size_t d = 0; d < parameters; ++d) {
              const bool from_b = swapped == parameters + 1 || swapped == d + 1;
              at.push_back(both[from_b ? parameters + d : d]);
            }
            return at;
          }};
}

}  // namespace streetlight
