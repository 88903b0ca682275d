#include "sim/results/elementary_effects.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/results/mean.hpp"
#include "sim/results/missing.hpp"

namespace streetlight {

namespace {

/// Of one parameter, from its effects in the walks.
ElementaryEffects summary_of(const std::vector<double>& signed_effects, bool ordered) {
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
  if (ordered) result.mu_interval = mean_interval(effects);
  result.mu_star_interval = mean_interval(sizes);
  result.mu_star_interval.low = std::max(0.0, result.mu_star_interval.low);
  return result;
}

}  // namespace

MorrisResult elementary_effects(std::span<const double> outcomes, const Design& design) {
  const auto walks = morris_walks(design);
  const auto factors = morris_factors(design);
  const std::size_t parameters = factors.size(), width = parameters + 1;
  EXPECT(outcomes.size() == walks.size() * width);

  std::vector<std::vector<double>> effects(parameters);  // [parameter][walk]
  MorrisResult result;
  for (std::size_t w = 0; w < walks.size(); ++w) {
    const auto y = outcomes.subspan(w * width, width);
    if (std::any_of(y.begin(), y.end(), [](double value) { return std::isnan(value); })) continue;
    ++result.walks;
    for (std::size_t step = 0; step < parameters; ++step) {
      const std::size_t moved = walks[w].order[step];
      effects[moved].push_back((y[step + 1] - y[step]) / factors[moved].share(walks[w].moves[moved]));
    }
  }
  result.dropped = walks.size() - result.walks;
  for (std::size_t i = 0; i < parameters; ++i)
    if (result.walks >= 2)
      result.parameters.push_back(summary_of(effects[i], factors[i].ordered()));
    else
      result.parameters.push_back({.mu = missing, .mu_star = missing, .sigma = missing});
  return result;
}

}  // namespace streetlight
