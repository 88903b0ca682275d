#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/design.hpp"
#include "sim/experiment/design_draws.hpp"
#include "sim/experiment/sensitivity_designs.hpp"

namespace streetlight {

namespace {

constexpr Purpose stratum_purpose = 1, jitter_purpose = 2, shift_purpose = 3;

void check_range(const DesignParameter& parameter) {
  const std::string range = "design parameter " + parameter.key + ": range [" + shortest(parameter.low) + ", " +
                            shortest(parameter.high) + "] ";
  VALIDATE(std::isfinite(parameter.low) && std::isfinite(parameter.high) && parameter.low <= parameter.high,
           range + "is not a range: give two finite numbers, the lower one first");
  constexpr double exact_whole = 9007199254740992;  // 2^53: beyond it a double skips whole numbers
  VALIDATE(parameter.scale != Scale::integer || (parameter.low >= -exact_whole && parameter.high <= exact_whole),
           range + "is too wide for an integer scale, which goes to 2^53. Use a linear or log scale");
  VALIDATE(parameter.scale != Scale::log || parameter.low > 0,
           range +
               "cannot be sampled on a log scale, which has no 0 and nothing below it. Raise the lower end or use a "
               "linear scale");
  VALIDATE(parameter.scale != Scale::integer ||
               (parameter.low == std::floor(parameter.low) && parameter.high == std::floor(parameter.high)),
           range + "must have whole ends on an integer scale");
}

/// Every combination; the last parameter varies fastest.
DesignPoints grid(const Design& design) {
  std::vector<std::size_t> stride(design.parameters.size());
  std::size_t count = 1;
  for (std::size_t d = stride.size(); d-- > 0; count *= design.parameters[d].values.size()) stride[d] = count;
  return {design.parameters, count, [stride, parameters = design.parameters](std::size_t p, std::size_t d) {
            return p / stride[d] % parameters[d].values.size();
          }};
}

/// The n-th values of all parameters together.
DesignPoints list(const Design& design) {
  const auto& first = design.parameters.front();
  for (const auto& parameter : design.parameters)
    VALIDATE(
        parameter.values.size() == first.values.size(),
        "design parameter " + parameter.key + " has " + std::to_string(parameter.values.size()) + " values and " +
            first.key + " has " + std::to_string(first.values.size()) +
            ", but a list takes one of each for every point. Make them equally long, or use kind = \"grid\" for every "
            "combination");
  return {design.parameters, first.values.size(), [](std::size_t p, std::size_t) { return p; }};
}

/// Latin hypercube (McKay, Beckman, Conover 1979): each parameter's range is cut into as many strata as
/// there are points; each stratum holds one point, at a random point in it.
DesignPoints latin_hypercube(const Design& design) {
  const auto count = static_cast<std::uint32_t>(design.points);
  const Streams streams = design_streams(design.seed);

  // The order of a parameter's strata: points sorted by a random word
  auto strata = std::make_shared<std::vector<std::vector<std::uint32_t>>>();
  std::vector<std::uint64_t> order(count);  // the word above, the point below
  for (std::uint32_t d = 0; d < design.parameters.size(); ++d) {
    for (std::uint32_t p = 0; p < count; ++p)
      order[p] = std::uint64_t{streams.words({.entity = p, .purpose = stratum_purpose, .quad = d})[0]} << 32 | p;
    std::sort(order.begin(), order.end());
    auto& stratum = strata->emplace_back(count);
    for (std::uint32_t rank = 0; rank < count; ++rank) stratum[static_cast<std::uint32_t>(order[rank])] = rank;
  }

  return {design.parameters, count, [streams, strata, count](std::size_t point) {
            std::vector<double> at;
            for (std::uint32_t d = 0; d < strata->size(); ++d) {
              const double jitter =
                  streams.uniform({.entity = static_cast<std::uint32_t>(point), .purpose = jitter_purpose, .quad = d});
              at.push_back(((*strata)[d][point] + jitter) / count);
            }
            return at;
          }};
}

DesignPoints sobol(const Design& design) {
  return {design.parameters, static_cast<std::size_t>(design.points),
          ShiftedSobol(design.parameters.size(), design_streams(design.seed), shift_purpose)};
}

void check(const Design& design) {
  const bool sampled = design.kind == DesignKind::latin_hypercube || design.kind == DesignKind::sobol;
  const bool spread = sampled || is_sensitivity_design(design.kind);
  VALIDATE(!design.parameters.empty(),
           "the design varies nothing: add a [[design.parameter]] with a key and its values");
  VALIDATE(!sampled || (design.points >= 1 && design.points <= std::numeric_limits<std::uint32_t>::max()),
           "design.points = " + std::to_string(design.points) + " must be 1 or more and fit in 32 bits");
  double combinations = 1;
  for (const auto& parameter : design.parameters) {
    VALIDATE(spread || !parameter.is_range(),
             "design parameter " + parameter.key +
                 " has no values, and a grid or a list needs them: a range is sampled by latin_hypercube or sobol");
    if (parameter.is_range()) check_range(parameter);
    combinations *= static_cast<double>(std::max<std::size_t>(1, parameter.values.size()));
  }
  VALIDATE(design.kind != DesignKind::grid || combinations <= std::numeric_limits<std::uint32_t>::max(),
           "the grid has " + shortest(combinations) +
               " points, more than 32 bits count. Vary fewer parameters, or sample with latin_hypercube or sobol");
}

}  // namespace

std::string objection_to_weights(const std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  return sum > 0 && std::isfinite(sum) ? "" : "must add up to a finite number above 0, not to " + shortest(sum);
}

DesignPoints design_points(const std::optional<Design>& design) {
  if (!design) {
    return {{}, 1, [](std::size_t, std::size_t) { return std::size_t{0}; }};
  }
  check(*design);
  switch (design->kind) {
    case DesignKind::grid:
      return grid(*design);
    case DesignKind::list:
      return list(*design);
    case DesignKind::latin_hypercube:
      return latin_hypercube(*design);
    case DesignKind::sobol:
      return sobol(*design);
    case DesignKind::morris:
      return morris_points(*design);
    case DesignKind::saltelli:
      break;
  }
  return saltelli_points(*design);
}

}  // namespace streetlight
