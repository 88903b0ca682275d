#include "sim/results/robustness.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/core/check.hpp"
#include "sim/core/wording.hpp"
#include "sim/results/missing.hpp"
#include "sim/results/run_window.hpp"
#include "sim/results/stock_events.hpp"

namespace streetlight {

namespace {

/// One scenario in one world, by replicate: of a ratio, what it is made of.
struct RunsOfWorld {
  bool ratio = false;
  std::vector<double> values;
  std::vector<RatioParts> parts;

  bool complete() const {
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); }) &&
           std::none_of(parts.begin(), parts.end(), [](const RatioParts& each) { return each.missing(); });
  }
};

RunsOfWorld runs_of(const RunSource& results, const RobustRequest& request, std::size_t scenario, std::size_t world) {
  RunsOfWorld all;
  all.ratio = parts_of(results.shape(), request.column).size() > 1;
  for (std::uint32_t replicate = 0; replicate < results.shape().replicates; ++replicate) {
    RunWindow run(results, request.window, request.authority,
                  {static_cast<std::uint32_t>(scenario), static_cast<std::uint32_t>(world), replicate});
    if (all.ratio)
      all.parts.push_back(run.ratio_parts(request.column)[request.group]);
    else
      all.values.push_back(run.gathered(request.column)[request.group]);
  }
  return all;
}

/// A policy against the baseline in one world, by the rules of `compare`.
PairedComparison compared_in(const RunSource& results, const RobustRequest& request, std::size_t scenario,
                             std::size_t world, const RunsOfWorld& baseline, const RunsOfWorld& policy) {
  const auto with = [&](double event) {
    const PairedOptions options{.one_event = event};
    return policy.ratio ? compare_ratios(baseline.parts, policy.parts, options)
                        : compare_paired(baseline.values, policy.values, options);
  };
  const PairedComparison compared = with(one_event(results.shape(), request.column));
  if (compared.reason != NoInterval::few_events) return compared;
  const ComparedRuns runs{request.baseline, scenario, world, request.authority, request.window};
  return with(event_in(results, runs, request.column, request.group));
}

WorldDifference difference_of(const PairedComparison& compared) {
  return {compared.difference, compared.half_width.value_or(missing), compared.reason};
}

/// A quantile over worlds, with their weights where these say enough.
double over_worlds(const Robustness& all, const std::vector<double>& values, double share) {
  return all.weights_say_enough() ? weighted_quantile(values, all.weights, share) : quantile(values, share);
}

void count(PolicyInWorlds& policy, const Robustness& all) {
  std::vector<double> values, half_widths;
  for (std::size_t w = 0; w < policy.differences.size(); ++w) {
    const WorldDifference& d = policy.differences[w];
    values.push_back(d.value);
    if (!std::isnan(d.half_width)) half_widths.push_back(d.half_width);
    policy.verdicts.push_back(verdict_on(d, all.margin));
    switch (policy.verdicts.back()) {
      case Verdict::not_told_apart:
        ++policy.untold;
        policy.refused += d.refused() && std::abs(d.value) > all.margin;
        break;
      case Verdict::less:
        ++policy.less;
        policy.weighted_less += all.weights[w];
        break;
      case Verdict::more:
        ++policy.more;
        policy.weighted_more += all.weights[w];
    }
  }
  if (!all.weights_say_enough()) policy.weighted_less = policy.weighted_more = missing;
  const auto at = [&](double share) { return over_worlds(all, values, share); };
  policy.difference = {at(0.05), at(0.5), at(0.95)};
  policy.median_half_width = quantile(half_widths, 0.5);
}

void add_regrets(Robustness& all, bool more_is_better) {
  const double sign = more_is_better ? -1 : 1;
  std::vector<std::vector<double>> regrets(all.policies.size());
  for (std::size_t w = 0; w < all.worlds.size(); ++w) {
    std::size_t best = 0;
    for (std::size_t p = 1; p < all.policies.size(); ++p)
      if (sign * all.policies[p].levels[w] < sign * all.policies[best].levels[w]) best = p;
    for (std::size_t p = 0; p < all.policies.size(); ++p) {
      const double regret = sign * (all.policies[p].levels[w] - all.policies[best].levels[w]);
      if (regret == 0) ++all.policies[p].best;
      regrets[p].push_back(regret);
    }
  }
  for (std::size_t p = 0; p < all.policies.size(); ++p) {
    all.policies[p].regret_90 = over_worlds(all, regrets[p], 0.9);
    all.policies[p].regret_most = quantile(regrets[p], 1);
  }
}

void count_good_enough(PolicyInWorlds& policy, const RobustRequest& request) {
  if (!request.threshold) return;
  for (const double level : policy.levels)
    policy.good_enough += request.more_is_better ? level >= *request.threshold : level <= *request.threshold;
}

}  // namespace

double effective_number(const std::vector<double>& weights) {
  double sum = 0, square = 0;
  for (const double weight : weights) {
    sum += weight;
    square += weight * weight;
  }
  return square > 0 ? sum * sum / square : 0;
}

Verdict verdict_on(const WorldDifference& difference, double margin) {
  const double size = std::abs(difference.value);
  if (size <= margin || difference.refused()) return Verdict::not_told_apart;
  if (size <= difference.half_width) return Verdict::not_told_apart;  // one replicate: NaN, false
  return difference.value < 0 ? Verdict::less : Verdict::more;
}

double quantile(const std::vector<double>& values, double share) {
  return weighted_quantile(values, std::vector<double>(values.size(), 1.0), share);
}

double weighted_quantile(const std::vector<double>& values, const std::vector<double>& weights, double share) {
  EXPECT(values.size() == weights.size());
  std::vector<std::pair<double, double>> sorted;  // value, weight
  for (std::size_t k = 0; k < values.size(); ++k)
    if (!std::isnan(values[k])) sorted.emplace_back(values[k], weights[k]);
  if (sorted.empty()) return missing;
  std::sort(sorted.begin(), sorted.end());
  double length = 0;
  for (std::size_t k = 1; k < sorted.size(); ++k) length += (sorted[k - 1].second + sorted[k].second) / 2;
  double left = share * length;
  for (std::size_t k = 1; k < sorted.size(); ++k) {
    const double step = (sorted[k - 1].second + sorted[k].second) / 2;
    if (left <= step)
      return step > 0 ? sorted[k - 1].first + left / step * (sorted[k].first - sorted[k - 1].first) : sorted[k].first;
    left -= step;
  }
  return sorted.back().first;
}

Robustness robustness(const RunSource& results, const RobustRequest& request) {
  const PanelShape& shape = results.shape();
  check_can_gather(shape, request.column);
  VALIDATE(request.weights.empty() || request.weights.size() == shape.points,
           results.name() + ": it has " + std::to_string(shape.points) + " worlds and " +
               std::to_string(request.weights.size()) + " weights");
  std::vector<std::size_t> scenarios{request.baseline};
  scenarios.insert(scenarios.end(), request.scenarios.begin(), request.scenarios.end());
  Robustness all;
  for (const std::size_t scenario : scenarios) all.policies.emplace_back().scenario = scenario;

  std::vector<double>& weights = all.weights;
  for (std::size_t world = 0; world < shape.points; ++world) {
    std::vector<RunsOfWorld> runs;
    bool complete = true, defined = true;
    for (const std::size_t scenario : scenarios) {
      runs.push_back(runs_of(results, request, scenario, world));
      complete = complete && runs.back().complete();
    }
    std::vector<PairedComparison> compared;
    for (std::size_t p = 0; complete && p < scenarios.size(); ++p) {
      compared.push_back(compared_in(results, request, scenarios[p], world, runs[0], runs[p]));
      defined = defined && std::isfinite(compared.back().difference);
    }
    if (!complete || !defined) {
      ++all.missing;
      all.undefined += complete;
      continue;
    }
    all.worlds.push_back(world);
    weights.push_back(request.weights.empty() ? 1 : request.weights[world]);
    for (std::size_t p = 0; p < scenarios.size(); ++p) {
      all.policies[p].levels.push_back(compared[p].scenario);
      all.policies[p].differences.push_back(difference_of(compared[p]));
    }
  }
  if (all.worlds.empty() && all.undefined == 0) {
    const std::size_t absent = results.runs() - results.runs_completed();
    VALIDATE(absent == 0, results.name() + ": there is no world in which every scenario has all of its runs: " +
                              std::to_string(absent) + " of " + std::to_string(results.runs()) +
                              (absent == 1 ? " is" : " are") + " missing. Finish them first" +
                              worded(": `streetlight merge` puts shards together, `run --resume` goes on.", "."));
  }
  VALIDATE(!all.worlds.empty(), results.name() + ": there is no world in which every scenario has a value of " +
                                    shape.columns[request.column].name + ".");
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight = total > 0 ? weight / total : 1 / static_cast<double>(weights.size());
  all.weighted = !request.weights.empty();
  all.effective = effective_number(weights);
  std::vector<double> sizes;
  for (const double level : all.policies.front().levels) sizes.push_back(std::abs(level));
  const Margin& usual = request.usual;
  all.margin = request.margin.value_or(usual.size * (usual.of_baseline ? quantile(sizes, 0.5) : 1));
  for (auto& policy : all.policies) {
    count(policy, all);
    count_good_enough(policy, request);
  }
  add_regrets(all, request.more_is_better);
  return all;
}

}  // namespace streetlight
