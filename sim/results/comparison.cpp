#include "sim/results/comparison.hpp"

#include <cmath>
#include <map>
#include <tuple>

#include "sim/core/check.hpp"
#include "sim/results/run_window.hpp"
#include "sim/results/same_bits.hpp"
#include "sim/results/stock_events.hpp"

namespace streetlight {

namespace {

bool is_ratio(const Column& column) { return column.kind == ColumnKind::ratio || column.kind == ColumnKind::relative; }

/// [column][group][replicate] of the chosen columns and groups: sums of ratios, values of the others.
struct Replicates {
  std::vector<std::vector<std::vector<double>>> values;
  std::vector<std::vector<std::vector<RatioParts>>> parts;
};

Replicates values_of(const RunSource& panel, const ComparisonRequest& request, std::size_t scenario,
                     std::size_t point) {
  Replicates found;
  found.values.assign(request.columns.size(), std::vector<std::vector<double>>(request.groups.size()));
  found.parts.assign(request.columns.size(), std::vector<std::vector<RatioParts>>(request.groups.size()));
  for (std::size_t replicate = 0; replicate < panel.shape().replicates; ++replicate) {
    RunWindow run(panel, request.window, request.authority,
                  {static_cast<std::uint32_t>(scenario), static_cast<std::uint32_t>(point),
                   static_cast<std::uint32_t>(replicate)});
    for (std::size_t m = 0; m < request.columns.size(); ++m) {
      const auto put = [&](const auto& by_group, auto& into) {
        for (std::size_t g = 0; g < request.groups.size(); ++g) into[m][g].push_back(by_group[request.groups[g]]);
      };
      if (is_ratio(panel.shape().columns[request.columns[m]]))
        put(run.ratio_parts(request.columns[m]), found.parts);
      else
        put(run.gathered(request.columns[m]), found.values);
    }
  }
  return found;
}

/// Log-odds and standard deviations from a middle have no zero that means "none": their difference says something,
/// their relative change does not. A gap is 0 where there is none.
bool has_a_zero(const Column& column) {
  return column.unit != "log-odds" && (column.unit != "sd" || column.name.starts_with("need_gap"));
}

class Comparison {
 public:
  Comparison(const RunSource& panel, const ComparisonRequest& request) : panel_(panel), request_(request) {
    for (const std::size_t point : request.points)
      baselines_[point] = values_of(panel, request, request.baseline, point);
  }

  void add_rows(std::size_t scenario, std::size_t point, std::vector<ComparisonRow>& rows) {
    const Replicates values = values_of(panel_, request_, scenario, point);
    for (std::size_t m = 0; m < request_.columns.size(); ++m)
      for (std::size_t g = 0; g < request_.groups.size(); ++g) {
        const double event = one_event(panel_.shape(), request_.columns[m]);
        ComparisonRow row{scenario, point, request_.columns[m], request_.groups[g],
                          compared(values, point, m, g, event)};
        if (row.result.reason == NoInterval::few_events)
          row.result = compared(values, point, m, g, event / most_over_mean_in(row));
        if (row.result.all_zero && unchanged(scenario, point, row.column)) set_exact(row.result);
        add_size(row, m);
        rows.push_back(row);
      }
  }

 private:
  PairedComparison compared(const Replicates& values, std::size_t point, std::size_t m, std::size_t g,
                            double event) const {
    const Column& column = panel_.shape().columns[request_.columns[m]];
    const Replicates& baseline = baselines_.at(point);
    const PairedOptions options{.one_event = event};
    PairedComparison result = is_ratio(column) ? compare_ratios(baseline.parts[m][g], values.parts[m][g], options)
                                               : compare_paired(baseline.values[m][g], values.values[m][g], options);
    if (!has_a_zero(column)) {
      result.relative.reset();
      result.relative_half_width.reset();
      result.replicates_needed.reset();
    }
    return result;
  }

  /// Read where a difference seems to rest on too few events only: a stock's do not show in its mean over time.
  double most_over_mean_in(const ComparisonRow& row) {
    const std::size_t counted = parts_of(panel_.shape(), row.column).front();
    const auto [known, is_new] = most_over_mean_.try_emplace({row.scenario, row.point, counted});
    if (is_new)
      known->second = most_over_mean(
          panel_, {request_.baseline, row.scenario, row.point, request_.authority, request_.window}, counted);
    return known->second[row.group];
  }

  bool unchanged(std::size_t scenario, std::size_t point, std::size_t column) {
    const Window& window = request_.window;
    if (request_.first_difference && last_time(window, panel_.shape()) < *request_.first_difference) return true;
    const auto [known, is_new] = unchanged_.try_emplace({scenario, point, column}, false);
    if (is_new) known->second = same_bits(panel_, column, request_.baseline, scenario, point);
    return known->second;
  }

  void add_size(ComparisonRow& row, std::size_t m) const {
    const Column& column = panel_.shape().columns[row.column];
    const Margin margin = request_.margins.empty() ? usual_margin(column) : request_.margins[m];
    const PairedComparison& result = row.result;
    row.margin = margin.of_baseline ? margin.size * std::abs(result.baseline) : margin.size;
    if (!(row.margin > 0)) row.margin = 0;
    row.size = result.exact() ? Size::negligible : size_of(result.difference, row.margin);
    if (!result.half_width || row.size == Size::unknown) return;
    const Size low = size_of(result.difference - *result.half_width, row.margin),
               high = size_of(result.difference + *result.half_width, row.margin);
    row.size_is_certain = result.exact() || (low == row.size && high == row.size &&
                                             (row.size == Size::negligible || result.excludes_zero()));
  }

  const RunSource& panel_;
  const ComparisonRequest& request_;
  std::map<std::size_t, Replicates> baselines_;
  template <class Value>
  using ByScenarioPointColumn = std::map<std::tuple<std::size_t, std::size_t, std::size_t>, Value>;
  ByScenarioPointColumn<bool> unchanged_;
  ByScenarioPointColumn<std::vector<double>> most_over_mean_;  ///< [group]
};

}  // namespace

std::size_t paired_replicates(const RunSource& panel, std::size_t baseline, std::size_t scenario, std::size_t point) {
  std::size_t count = 0;
  for (std::uint32_t replicate = 0; replicate < panel.shape().replicates; ++replicate)
    count += panel.completed({static_cast<std::uint32_t>(baseline), static_cast<std::uint32_t>(point), replicate}) &&
             panel.completed({static_cast<std::uint32_t>(scenario), static_cast<std::uint32_t>(point), replicate});
  return count;
}

IntervalCount count_intervals(const std::vector<ComparisonRow>& rows) {
  IntervalCount count;
  for (const ComparisonRow& row : rows) {
    count.printed += row.result.half_width && !row.result.exact();
    count.excluding_zero += row.result.excludes_zero();
  }
  return count;
}

std::vector<ComparisonRow> compare_panel(const RunSource& panel, const ComparisonRequest& request) {
  for (const std::size_t column : request.columns) check_can_gather(panel.shape(), column);
  EXPECT(request.margins.empty() || request.margins.size() == request.columns.size());
  Comparison comparison(panel, request);
  std::vector<ComparisonRow> rows;
  for (const std::size_t scenario : request.scenarios)
    for (const std::size_t point : request.points) comparison.add_rows(scenario, point, rows);
  return rows;
}

}  // namespace streetlight
