#include "sim/calibration/share_sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

#include "sim/calibration/region_density.hpp"
#include "sim/core/check.hpp"
#include "sim/results/missing.hpp"
#include "sim/results/robustness.hpp"
#include "sim/results/shuffled.hpp"

namespace streetlight {

namespace {

constexpr std::size_t fewest_worlds = 20;  // of a half, or that their weights stand for: fewer say little

/// log density of the published figure at the model's own value, but for a constant.
double log_density(const TargetGoal& goal, double value, double error, double discrepancy) {
  const double figure = (goal.high - goal.low) / 2 / spreads_in_half_a_tolerance;
  const double variance = figure * figure + discrepancy * discrepancy + error * error;
  const double off = value - (goal.low + goal.high) / 2;
  return -0.5 * off * off / variance;
}

/// log of how likely the figures are, had every discrepancy been `factor` times as large, but for a constant.
double log_likelihood(const World& world, const JudgedWorlds& judged, double factor) {
  double sum = 0;
  for (std::size_t k = 0; k < judged.goals.size(); ++k) {
    const TargetGoal& goal = judged.goals[k];
    const bool by_its_run = world.expected.empty();
    const double value = by_its_run ? world.got[k] : world.expected[k];
    if (goal.held_out || !(goal.discrepancy > 0) || !std::isfinite(value)) continue;
    sum += by_its_run ? log_chance_between(goal.low, goal.high, value, factor * goal.discrepancy)
                      : log_density(goal, value, judged.expected_errors[k], factor * goal.discrepancy);
  }
  return sum;
}

/// Share of the weights for which it holds; NaN where they stand for too few worlds.
double share_of(const std::vector<double>& weights, const std::vector<std::size_t>& indices,
                const std::vector<bool>& holds) {
  double all = 0, with = 0;
  std::vector<double> chosen;
  for (std::size_t p = 0; p < indices.size(); ++p) {
    chosen.push_back(weights[indices[p]]);
    all += chosen.back();
    if (holds[p]) with += chosen.back();
  }
  return effective_number(chosen) >= fewest_effective_worlds ? with / all : missing;
}

/// The halves of priors that hold enough worlds.
class Halves {
 public:
  Halves(const std::vector<Prior>& priors, const JudgedWorlds& judged, const std::vector<std::size_t>& indices,
         bool weighted) {
    for (const std::size_t index : indices) weights_.push_back(weighted ? judged.worlds[index].weight : 1);
    for (std::size_t j = 0; j < priors.size(); ++j)
      for (const bool upper : {false, true}) {
        Half half{{j, upper, 0, 0, weighted, false}, {}};
        std::vector<double> weights;
        for (std::size_t p = 0; p < indices.size(); ++p) {
          if ((priors[j].share_below(judged.worlds[indices[p]].values[j]) >= 0.5) != upper) continue;
          half.members.push_back(p);
          weights.push_back(weights_[p]);
        }
        half.told.worlds = weights.size();
        if (effective_number(weights) >= fewest_worlds) halves_.push_back(std::move(half));
      }
    all_.resize(indices.size());
    std::iota(all_.begin(), all_.end(), std::size_t{0});
  }

  double share_of_all(const std::vector<bool>& holds) const { return share(all_, holds); }

  /// The lowest and the highest share; the first half of those alike.
  std::pair<std::optional<HalfPrior>, std::optional<HalfPrior>> extremes(const std::vector<bool>& holds) const {
    std::optional<HalfPrior> lowest, highest;
    for (const Half& half : halves_) {
      HalfPrior told = half.told;
      told.share = share(half.members, holds);
      if (!lowest || told.share < lowest->share) lowest = told;
      if (!highest || told.share > highest->share) highest = told;
    }
    return {lowest, highest};
  }

 private:
  struct Half {
    HalfPrior told;
    std::vector<std::size_t> members;  ///< which of `indices` are in it
  };

  double share(const std::vector<std::size_t>& members, const std::vector<bool>& holds) const {
    double all = 0, with = 0;
    for (const std::size_t p : members) {
      all += weights_[p];
      with += holds[p] ? weights_[p] : 0;
    }
    return with / all;
  }

  std::vector<double> weights_;
  std::vector<std::size_t> all_;
  std::vector<Half> halves_;
};

}  // namespace

std::vector<double> weights_with_discrepancy(const JudgedWorlds& judged, double factor) {
  EXPECT(factor > 0);
  const std::vector<World>& worlds = judged.worlds;
  std::vector<double> logs, weights;
  for (const World& world : worlds)
    logs.push_back(log_likelihood(world, judged, factor) - log_likelihood(world, judged, 1));
  const double most = logs.empty() ? 0 : *std::max_element(logs.begin(), logs.end());
  for (std::size_t w = 0; w < worlds.size(); ++w) weights.push_back(worlds[w].weight * std::exp(logs[w] - most));
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight = total > 0 ? weight / total : 1 / static_cast<double>(weights.size());
  return weights;
}

ShareSensitivity share_sensitivity(const std::vector<Prior>& priors, const JudgedWorlds& judged,
                                   const std::vector<std::size_t>& indices, const std::vector<bool>& holds) {
  EXPECT(indices.size() == holds.size());
  ShareSensitivity result;
  result.halved = share_of(weights_with_discrepancy(judged, 0.5), indices, holds);
  result.as_is = share_of(weights_with_discrepancy(judged, 1), indices, holds);
  result.doubled = share_of(weights_with_discrepancy(judged, 2), indices, holds);
  const Halves halves(priors, judged, indices, std::isfinite(result.as_is));
  std::tie(result.lowest, result.highest) = halves.extremes(holds);
  if (!result.lowest) return result;
  double low = 0, high = 0;  // the farthest from the share in all worlds that chance gives
  for (std::uint32_t number = 0; number < shuffles; ++number) {
    std::vector<bool> others;
    for (const std::size_t world : shuffled(holds.size(), number)) others.push_back(holds[world]);
    const double all = halves.share_of_all(others);
    const auto [lowest, highest] = halves.extremes(others);
    low = std::min(low, lowest->share - all);
    high = std::max(high, highest->share - all);
  }
  constexpr double rounding = 1e-9;
  const double all = halves.share_of_all(holds);
  result.lowest->beyond_chance = result.lowest->share - all < low - rounding;
  result.highest->beyond_chance = result.highest->share - all > high + rounding;
  return result;
}

}  // namespace streetlight
