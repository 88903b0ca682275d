#include "sim/results/stock_events.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/results/column_sizes.hpp"
#include "sim/results/run_window.hpp"
#include "sim/results/window.hpp"

namespace streetlight {

std::vector<double> most_over_mean(const RunSource& panel, const ComparedRuns& runs, std::size_t column) {
  const PanelShape& shape = panel.shape();
  const ColumnKind kind = shape.columns[column].kind;
  EXPECT(kind == ColumnKind::flow || kind == ColumnKind::stock);
  const std::size_t groups = shape.groups.size(), times = runs.window.count;
  if (kind == ColumnKind::flow) return std::vector<double>(groups, 1.0);
  std::vector<double> parts, series(times), most(groups, 0.0), means(groups, 0.0);
  for (std::size_t time = 0; time < times; ++time) parts.push_back(shape.part(runs.window.first + time));
  for (std::uint32_t replicate = 0; replicate < shape.replicates; ++replicate) {
    const auto key = [&](std::size_t scenario) {
      return RunKey{static_cast<std::uint32_t>(scenario), static_cast<std::uint32_t>(runs.point), replicate};
    };
    if (!panel.completed(key(runs.baseline)) || !panel.completed(key(runs.scenario))) continue;
    const auto read = [&](std::size_t scenario) {
      return panel.read(column, {key(scenario), runs.window.first, times, runs.authority});
    };
    const auto before = read(runs.baseline), after = read(runs.scenario);
    for (std::size_t group = 0; group < groups; ++group) {
      double largest = 0;
      for (std::size_t time = 0; time < times; ++time) {
        series[time] = after[time * groups + group] - before[time * groups + group];
        largest = std::max(largest, std::abs(series[time]));
      }
      most[group] += largest;
      means[group] += std::abs(gather(kind, series, parts));
    }
  }
  std::vector<double> over(groups, 1.0);
  for (std::size_t group = 0; group < groups; ++group)
    if (means[group] > 0) over[group] = std::max(1.0, most[group] / means[group]);
  return over;
}

double event_in(const RunSource& panel, const ComparedRuns& runs, std::size_t column, std::size_t group) {
  return one_event(panel.shape(), column) / most_over_mean(panel, runs, parts_of(panel.shape(), column).front())[group];
}

}  // namespace streetlight
