#include "streetlight/comparison.hpp"

#include <cmath>
#include <map>

#include "library/comparison_data.hpp"
#include "library/guarded.hpp"
#include "sim/config/report_window.hpp"
#include "sim/core/check.hpp"
#include "sim/report/comparison_report.hpp"
#include "sim/report/robust_report.hpp"
#include "sim/results/comparison_choice.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/running/robust_work.hpp"

namespace streetlight::library {

struct Comparison::Data {
  std::shared_ptr<const Results::Data> results;
  streetlight::ComparisonRequest request;
  std::vector<streetlight::ComparisonRow> compared;
  std::vector<ComparisonRow> rows;
  std::vector<std::string> notes;
};

namespace {

std::optional<double> present(double value) { return std::isnan(value) ? std::nullopt : std::optional(value); }

std::optional<double> sum(std::optional<double> middle, std::optional<double> width, double sign) {
  if (!middle || !width) return std::nullopt;
  return *middle + sign * *width;
}

/// The value of an estimate, without the ends of its own interval.
template <class Estimate>
auto value_of(const std::optional<Estimate>& estimate) {
  return estimate ? std::optional(estimate->value) : std::nullopt;
}

ComparisonRow shown(const streetlight::ComparisonRow& row, const streetlight::ComparisonRequest& request,
                    const PanelShape& shape) {
  const PairedComparison& result = row.result;
  const streetlight::Column& column = shape.columns[row.column];
  const auto difference = present(result.difference);
  return {.scenario = shape.scenarios[row.scenario],
          .baseline = shape.scenarios[request.baseline],
          .point = row.point,
          .authority = shape.authorities[request.authority],
          .group = shape.groups[row.group],
          .column = column.name,
          .unit = column.unit,
          .kind = to_text(column.kind),
          .first_time = shape.times[request.window.first],
          .last_time = last_time(request.window, shape),
          .pairs = result.pairs,
          .dropped = result.dropped,
          .baseline_mean = present(result.baseline),
          .scenario_mean = present(result.scenario),
          .difference = difference,
          .difference_low = sum(difference, result.half_width, -1),
          .difference_high = sum(difference, result.half_width, +1),
          .relative = result.relative,
          .relative_low = sum(result.relative, result.relative_half_width, -1),
          .relative_high = sum(result.relative, result.relative_half_width, +1),
          .interval = interval_kinds[static_cast<int>(result.interval)],
          .no_interval = result.interval == IntervalKind::none ? to_text(result.reason) : "",
          .pairing_gain = value_of(result.pairing_gain),
          .exact = result.exact(),
          .replicates_needed = value_of(result.replicates_needed),
          .margin = row.margin > 0 ? std::optional(row.margin) : std::nullopt,
          .size = size_words[static_cast<int>(row.size)],
          .size_is_certain = row.size_is_certain};
}

std::string month_text(std::optional<std::int64_t> month) { return month ? std::to_string(*month) : ""; }

std::optional<Window> window_of(std::optional<std::int64_t> first, std::optional<std::int64_t> end,
                                const PanelShape& shape) {
  if (!first && !end) return std::nullopt;
  return whole_intervals(first, end, shape, "window " + month_text(first) + ":" + month_text(end));
}

}  // namespace

std::shared_ptr<const Comparison::Data> compared(std::shared_ptr<const Results::Data> results,
                                                 const ComparisonRequest& request) {
  const RunSource& source = *results->source;
  const PanelShape& shape = source.shape();
  const auto window = window_of(request.first_month, request.end_month, shape);
  std::map<std::size_t, double> margins;
  for (const auto& [column, margin] : request.margins) {
    VALIDATE(margin > 0, "margins: the one of " + column + " must be above 0.");
    margins[choose_one(column, column_names(shape), "column")] = margin;
  }
  auto data = std::make_shared<Comparison::Data>();
  data->request = report_request(
      source, {request.baseline, request.scenarios, request.columns, request.groups, request.points, request.authority},
      window, margins);
  data->compared = compare_panel(source, data->request);
  for (const auto& row : data->compared) data->rows.push_back(shown(row, data->request, shape));
  data->notes = comparison_notes(source, data->compared);
  data->results = std::move(results);
  return data;
}

const std::vector<ComparisonRow>& Comparison::rows() const { return data_->rows; }
const std::vector<std::string>& Comparison::notes() const { return data_->notes; }

std::string Comparison::text(Form form) const {
  return guarded([&]() -> std::string {
    const RunSource& source = *data_->results->source;
    switch (form) {
      case Form::table:
        return as_table(source, data_->request, data_->compared);
      case Form::markdown:
        return as_markdown(source, data_->request, data_->compared);
      case Form::csv:
        return as_csv(source, data_->request, data_->compared, false);
      case Form::json:
        return as_json(source, data_->request, data_->compared);
    }
    return "";
  });
}

std::string Results::robust(const RobustRequest& request, Form form) const {
  return guarded([&]() -> std::string {
    const std::lock_guard lock(data_->reading);
    const RunSource& source = *data_->source;
    const RobustWork work =
        robust_work(source, {.baseline = request.baseline,
                             .scenarios = request.scenarios,
                             .columns = request.columns,
                             .group = request.group,
                             .authority = request.authority,
                             .window = window_of(request.first_month, request.end_month, source.shape()),
                             .margin = request.margin,
                             .threshold = request.threshold,
                             .worlds = request.worlds});
    switch (form) {
      case Form::table:
      case Form::markdown:
        return robust_text(source, work.parameters, work.columns,
                           form == Form::markdown ? TextForm::markdown : TextForm::terminal);
      case Form::csv:
        return robust_csv(source, work.columns, false);
      case Form::json:
        return robust_json(source, work.parameters, work.columns);
    }
    return "";
  });
}

}  // namespace streetlight::library
