#include "sim/app/comparison.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "sim/core/check.hpp"
#include "sim/core/window.hpp"

namespace streetlight {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr const char* everyone = "all";

bool is_gathered_directly(const Column& column) {
  return column.kind == ColumnKind::flow || column.kind == ColumnKind::stock;
}

std::size_t place_of(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// Window values of one run, [group] over all groups, kept while the run's other columns are asked for.
class RunWindow {
 public:
  RunWindow(const PanelReader& panel, const ComparisonRequest& request, const RunKey& run)
      : panel_(panel), request_(request), run_(run), names_(column_names(panel.shape())) {}

  std::vector<double> gathered(std::size_t column) {
    const PanelShape& shape = panel_.shape();
    const Column& described = shape.columns[column];
    if (!panel_.completed(run_)) return std::vector<double>(shape.groups.size(), nothing);
    if (is_gathered_directly(described)) return direct(column);
    const auto& above = direct(place_of(names_, described.numerator));
    const auto& below = direct(place_of(names_, described.denominator));
    std::vector<double> values;
    for (std::size_t group = 0; group < shape.groups.size(); ++group)
      values.push_back(gather_ratio(above[group], below[group]));
    if (described.kind == ColumnKind::relative) {
      const double whole = values[place_of(shape.groups, everyone)];
      for (double& value : values) value = gather_ratio(value, whole);
    }
    return values;
  }

 private:
  const std::vector<double>& direct(std::size_t column) {
    const auto known = gathered_.find(column);
    if (known != gathered_.end()) return known->second;
    const std::size_t groups = panel_.shape().groups.size();
    const auto values = panel_.read(column, {run_, request_.window.first, request_.window.count, request_.authority});
    std::vector<double> totals, series(request_.window.count);
    for (std::size_t group = 0; group < groups; ++group) {
      for (std::size_t time = 0; time < series.size(); ++time) series[time] = values[time * groups + group];
      totals.push_back(gather(panel_.shape().columns[column].kind, series));
    }
    return gathered_[column] = std::move(totals);
  }

  const PanelReader& panel_;
  const ComparisonRequest& request_;
  RunKey run_;
  std::vector<std::string> names_;
  std::map<std::size_t, std::vector<double>> gathered_;
};

/// [metric][group][replicate] of the chosen metrics and groups.
using Replicates = std::vector<std::vector<std::vector<double>>>;

Replicates values_of(const PanelReader& panel, const ComparisonRequest& request, std::size_t scenario,
                     std::size_t point) {
  Replicates values(request.metrics.size(), std::vector<std::vector<double>>(request.groups.size()));
  for (std::size_t replicate = 0; replicate < panel.shape().replicates; ++replicate) {
    RunWindow run(panel, request,
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

bool can_gather(const PanelShape& shape, std::size_t column) {
  const Column& described = shape.columns[column];
  if (is_gathered_directly(described)) return true;
  if (described.kind == ColumnKind::relative && place_of(shape.groups, everyone) == shape.groups.size()) return false;
  const auto names = column_names(shape);
  for (const std::string& part : {described.numerator, described.denominator}) {
    const std::size_t place = place_of(names, part);
    if (place == names.size() || !is_gathered_directly(shape.columns[place])) return false;
  }
  return true;
}

std::vector<ComparisonRow> compare_panel(const PanelReader& panel, const ComparisonRequest& request) {
  for (const std::size_t metric : request.metrics)
    VALIDATE(can_gather(panel.shape(), metric),
             panel.shape().columns[metric].name + ": cannot be compared, because the counts that it is a ratio of (" +
                 panel.shape().columns[metric].numerator + ", " + panel.shape().columns[metric].denominator +
                 ") are not in the file. Add them to output.metrics and run again.");
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
