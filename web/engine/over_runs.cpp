#include "web/engine/over_runs.hpp"

#include <algorithm>
#include <cmath>

#include "sim/results/mean_interval.hpp"

namespace streetlight::page {

namespace {

double ratio_of_sums(std::span<const RatioParts> parts) {
  RatioParts sum{0, 0, 0, 0};
  for (const RatioParts& each : parts)
    if (!each.missing()) sum += each;
  return sum.value();
}

/// `mean` with the interval that the spread of the values gives; none where one of them is no number.
OverRuns with_interval(double mean, const std::vector<double>& values) {
  const bool told =
      values.size() > 1 && std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
  const auto interval = told ? mean_interval(values) : MeanInterval{};
  return {mean, interval.low, interval.high};
}

}  // namespace

void OverRuns::append_to(std::vector<double>& numbers) const { numbers.insert(numbers.end(), {mean, low, high}); }

OverRuns over_runs(std::vector<double> values) {
  std::erase_if(values, [](double x) { return std::isnan(x); });
  double sum = 0;
  for (const double x : values) sum += x;
  return with_interval(sum / static_cast<double>(values.size()), values);  // no values: NaN
}

OverRuns over_runs(std::span<const RatioParts> parts) {
  std::vector<RatioParts> there;
  std::copy_if(parts.begin(), parts.end(), std::back_inserter(there), [](const auto& each) { return !each.missing(); });
  return there.empty() ? OverRuns{} : with_interval(ratio_of_sums(there), jackknifed(there));
}

OverRuns difference_over_runs(std::span<const RatioParts> baseline, std::span<const RatioParts> scenario) {
  std::vector<RatioParts> before, after;
  for (std::size_t r = 0; r < baseline.size(); ++r) {
    if (baseline[r].missing() || scenario[r].missing()) continue;
    before.push_back(baseline[r]);
    after.push_back(scenario[r]);
  }
  if (after.empty()) return {};
  std::vector<double> differences = jackknifed(after);
  const auto was = jackknifed(before);
  for (std::size_t r = 0; r < was.size(); ++r) differences[r] -= was[r];
  return with_interval(ratio_of_sums(after) - ratio_of_sums(before), differences);
}

}  // namespace streetlight::page
