#include "sim/results/elementary_effects.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// mu of each parameter, then mu star of each; `effects` is [walk][parameter].
std::vector<double> means_of(const std::vector<std::vector<double>>& effects, std::size_t parameters,
                             std::span<const std::size_t> chosen) {
  std::vector<double> means(2 * parameters, 0.0);
  for (const std::size_t walk : chosen)
    for (std::size_t i = 0; i < parameters; ++i) {
      means[i] += effects[walk][i];
      means[parameters + i] += std::abs(effects[walk][i]);
    }
  for (double& mean : means) mean /= static_cast<double>(chosen.size());
  return means;
}

}  // namespace

MorrisResult elementary_effects(std::span<const double> outcomes, const Design& design,
                                const BootstrapOptions& options) {
  const auto walks = morris_walks(design);
  const std::size_t parameters = design.parameters.size(), width = parameters + 1;
  EXPECT(outcomes.size() == walks.size() * width);
  const double delta = morris_delta(design);

  // The effect of each step, by the parameter that it moved
  std::vector<std::vector<double>> effects;
  for (std::size_t w = 0; w < walks.size(); ++w) {
    const auto y = outcomes.subspan(w * width, width);
    if (std::any_of(y.begin(), y.end(), [](double value) { return std::isnan(value); })) continue;
    std::vector<double> of_walk(parameters);
    for (std::size_t step = 0; step < parameters; ++step)
      of_walk[walks[w].order[step]] = (y[step + 1] - y[step]) / (walks[w].moves[step] > 0 ? delta : -delta);
    effects.push_back(std::move(of_walk));
  }
  MorrisResult result;
  result.walks = effects.size();
  result.dropped = walks.size() - effects.size();
  result.parameters.assign(parameters, {nothing, nothing, nothing, {nothing, nothing}, {nothing, nothing}});
  if (effects.size() < 2) return result;

  std::vector<std::size_t> all(effects.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto means = means_of(effects, parameters, all);
  const auto intervals = bootstrap(
      effects.size(), [&](std::span<const std::size_t> chosen) { return means_of(effects, parameters, chosen); },
      options);
  for (std::size_t i = 0; i < parameters; ++i) {
    double squares = 0;
    for (const auto& of_walk : effects) squares += (of_walk[i] - means[i]) * (of_walk[i] - means[i]);
    result.parameters[i] = {means[i], means[parameters + i],
                            std::sqrt(squares / static_cast<double>(effects.size() - 1)), intervals[i],
                            intervals[parameters + i]};
  }
  return result;
}

}  // namespace streetlight
