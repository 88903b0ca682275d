#include "sim/results/comparison.hpp"

#include <map>

#include "sim/core/check.hpp"
#include "sim/results/run_window.hpp"

namespace streetlight {

namespace {

/// [metric][group][replicate] of the chosen metrics and groups.
using Replicates = std::vector<std::vector<std::vector<double>>>;

Replicates values_of(const RunSource& panel, const ComparisonRequest& request, std::size_t scenario,
                     std::size_t point) {
  Replicates values(request.metrics.size(), std::vector<std::vector<double>>(request.groups.size()));
  for (std::size_t replicate = 0; replicate < panel.shape().replicates; ++replicate) {
    RunWindow run(panel, request.window, request.authority,
                  {static_cast<std::uint32_t>(scenario), static_cast<std::uint32_t>(point),
                   static_cast<std::uint32_t>(replicate)});
    for (std::size_t m = 0; m < request.metrics.size(); ++m) {
      const auto by_group = run.gathered(request.metrics[m]);
      for (std::size_t g = 0; g < request.groups.size(); ++g) values[m][g].push_back(by_group[request.groups[g]]);
    }
  }
  return values;
}

/// A log-odds has no zero that means "none": its difference says something, its relative change does not.
PairedComparison compared(const Column& column, const std::vector<double>& baseline,
                          const std::vector<double>& scenario) {
  PairedComparison result = compare_paired(baseline, scenario);
  if (column.unit == "log-odds") {
    result.relative.reset();
    result.relative_half_width.reset();
    result.replicates_needed.reset();
  }
  return result;
}

}  // namespace

std::vector<ComparisonRow> compare_panel(const RunSource& panel, const ComparisonRequest& request) {
  for (const std::size_t metric : request.metrics) check_can_gather(panel.shape(), metric);
  std::map<std::size_t, Replicates> baselines;
  for (const std::size_t point : request.points) baselines[point] = values_of(panel, request, request.baseline, point);

  std::vector<ComparisonRow> rows;
  for (const std::size_t scenario : request.scenarios)
    for (const std::size_t point : request.points) {
      const Replicates values = values_of(panel, request, scenario, point);
      for (std::size_t m = 0; m < request.metrics.size(); ++m)
        for (std::size_t g = 0; g < request.groups.size(); ++g)
          rows.push_back({scenario, point, request.metrics[m], request.groups[g],
                          compared(panel.shape().columns[request.metrics[m]], baselines[point][m][g], values[m][g])});
    }
  return rows;
}

}  // namespace streetlight
