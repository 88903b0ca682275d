#include "sim/results/elementary_effects.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/results/mean.hpp"
#include "sim/results/missing.hpp"

namespace streetlight {

namespace {

/// Of one parameter: its effects in the walks, and in each walk those of the replicates.
struct Effects {
  std::vector<double> means;                ///< [walk]
  std::vector<std::vector<double>> single;  ///< [walk][replicate]; empty where fewer than two have all walks
};

MeanInterval interval_of(const std::vector<double>& means, const std::vector<std::vector<double>>& single) {
  if (single.empty()) return mean_interval(means);
  return crossed_interval(mean_of(means), crossed_variances(single), single.size(), single.front().size());
}

ElementaryEffects summary_of(const Effects& found, bool ordered) {
  const std::vector<double>& signed_effects = found.means;
  std::vector<double> sizes;
  for (const double effect : signed_effects) sizes.push_back(std::abs(effect));
  const auto& effects = ordered ? signed_effects : sizes;
  const auto [least, most] = std::minmax_element(effects.begin(), effects.end());

  ElementaryEffects result;
  result.ordered = ordered;
  result.mu = ordered ? mean_of(effects) : missing;
  result.mu_star = mean_of(sizes);
  result.all_equal = *most - *least <= 1e-9 * result.mu_star;
  const double mean = mean_of(effects);
  double squares = 0;
  for (const double effect : effects) squares += (effect - mean) * (effect - mean);
  result.sigma = std::sqrt(squares / static_cast<double>(effects.size() - 1));
  if (effects.size() < fewest_walks) return result;
  if (ordered) result.mu_interval = interval_of(effects, found.single);
  auto single_sizes = found.single;
  for (std::size_t w = 0; w < single_sizes.size(); ++w)
    if (signed_effects[w] < 0)
      for (double& effect : single_sizes[w]) effect = -effect;
  result.mu_star_interval = interval_of(sizes, single_sizes);
  result.mu_star_interval.low = std::max(0.0, result.mu_star_interval.low);
  return result;
}

bool whole(std::span<const double> walk) {
  return std::none_of(walk.begin(), walk.end(), [](double value) { return std::isnan(value); });
}

}  // namespace

MorrisResult elementary_effects(std::span<const double> outcomes, const Design& design,
                                const std::vector<std::span<const double>>& replicates) {
  const auto walks = morris_walks(design);
  const auto factors = morris_factors(design);
  const std::size_t parameters = factors.size(), width = parameters + 1;
  EXPECT(outcomes.size() == walks.size() * width);

  MorrisResult result;
  std::vector<std::size_t> used;
  for (std::size_t w = 0; w < walks.size(); ++w)
    if (whole(outcomes.subspan(w * width, width))) used.push_back(w);
  std::vector<std::span<const double>> common;  // replicates that have all of these walks
  for (const auto& replicate : replicates)
    if (std::all_of(used.begin(), used.end(),
                    [&](std::size_t w) { return whole(replicate.subspan(w * width, width)); }))
      common.push_back(replicate);
  result.walks = used.size();
  result.dropped = walks.size() - result.walks;
  result.over_replicates = common.size() >= 2;

  std::vector<Effects> effects(parameters);
  for (const std::size_t w : used)
    for (std::size_t step = 0; step < parameters; ++step) {
      const std::size_t moved = walks[w].order[step], at = w * width + step;
      const double share = factors[moved].share(walks[w].moves[moved]);
      effects[moved].means.push_back((outcomes[at + 1] - outcomes[at]) / share);
      if (!result.over_replicates) continue;
      effects[moved].single.emplace_back();
      for (const auto& y : common) effects[moved].single.back().push_back((y[at + 1] - y[at]) / share);
    }
  for (std::size_t i = 0; i < parameters; ++i)
    if (result.walks >= 2)
      result.parameters.push_back(summary_of(effects[i], factors[i].ordered()));
    else
      result.parameters.push_back({.mu = missing, .mu_star = missing, .sigma = missing});
  return result;
}

}  // namespace streetlight
