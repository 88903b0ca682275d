#include "sim/results/stock_events.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/results/column_sizes.hpp"
#include "sim/results/run_window.hpp"
#include "sim/results/window.hpp"

namespace streetlight {

namespace {

/// A replicate's sums over time: [sum][time][group]. Nothing when it lacks a run.
std::vector<std::vector<double>> sums_over_time(const RunSource& panel, const SumsOfRuns& sums, std::size_t column,
                                                std::uint32_t replicate) {
  const auto key = [&](const auto& run) {
    return RunKey{static_cast<std::uint32_t>(run.first), static_cast<std::uint32_t>(run.second), replicate};
  };
  if (!std::all_of(sums.runs.begin(), sums.runs.end(), [&](const auto& run) { return panel.completed(key(run)); }))
    return {};
  std::vector<std::vector<double>> series(sums.weights.size(),
                                          std::vector<double>(sums.window.count * panel.shape().groups.size(), 0.0));
  for (std::size_t run = 0; run < sums.runs.size(); ++run) {
    const auto values = panel.read(column, {key(sums.runs[run]), sums.window.first, sums.window.count, sums.authority});
    for (std::size_t sum = 0; sum < series.size(); ++sum) {
      const double weight = sums.weights[sum][run];
      for (std::size_t i = 0; weight != 0 && i < values.size(); ++i) series[sum][i] += weight * values[i];
    }
  }
  return series;
}

}  // namespace

std::vector<std::vector<double>> most_over_mean(const RunSource& panel, const SumsOfRuns& sums, std::size_t column) {
  const PanelShape& shape = panel.shape();
  const ColumnKind kind = shape.columns[column].kind;
  EXPECT(kind == ColumnKind::flow || kind == ColumnKind::stock);
  const std::size_t groups = shape.groups.size(), times = sums.window.count;
  std::vector<std::vector<double>> over(sums.weights.size(), std::vector<double>(groups, 1.0));
  if (kind == ColumnKind::flow) return over;
  const std::vector<std::vector<double>> none(sums.weights.size(), std::vector<double>(groups, 0.0));
  auto most = none, means = none;
  std::vector<double> parts, series(times);
  for (std::size_t time = 0; time < times; ++time) parts.push_back(shape.part(sums.window.first + time));
  for (std::uint32_t replicate = 0; replicate < shape.replicates; ++replicate) {
    const auto all = sums_over_time(panel, sums, column, replicate);
    for (std::size_t sum = 0; sum < all.size(); ++sum)
      for (std::size_t group = 0; group < groups; ++group) {
        double largest = 0;
        for (std::size_t time = 0; time < times; ++time) {
          series[time] = all[sum][time * groups + group];
          largest = std::max(largest, std::abs(series[time]));
        }
        most[sum][group] += largest;
        means[sum][group] += std::abs(gather(kind, series, parts));
      }
  }
  for (std::size_t sum = 0; sum < over.size(); ++sum)
    for (std::size_t group = 0; group < groups; ++group)
      if (means[sum][group] > 0) over[sum][group] = std::max(1.0, most[sum][group] / means[sum][group]);
  return over;
}

std::vector<double> most_over_mean(const RunSource& panel, const ComparedRuns& runs, std::size_t column) {
  const SumsOfRuns difference{
      {{runs.baseline, runs.point}, {runs.scenario, runs.point}}, {{-1.0, 1.0}}, runs.authority, runs.window};
  return most_over_mean(panel, difference, column).front();
}

double event_in(const RunSource& panel, const ComparedRuns& runs, std::size_t column, std::size_t group) {
  return one_event(panel.shape(), column) / most_over_mean(panel, runs, parts_of(panel.shape(), column).front())[group];
}

}  // namespace streetlight
