#include "streetlight/comparison.hpp"

#include <cmath>

#include "library/comparison_data.hpp"
#include "library/guarded.hpp"
#include "sim/report/comparison_report.hpp"
#include "sim/results/comparison_choice.hpp"

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

ComparisonRow shown(const streetlight::ComparisonRow& row, const streetlight::ComparisonRequest& request,
                    const PanelShape& shape) {
  const PairedComparison& result = row.result;
  const streetlight::Column& column = shape.columns[row.metric];
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
          .pairing_gain = result.pairing_gain,
          .exact = result.exact,
          .replicates_needed = result.replicates_needed};
}

std::string month_text(std::optional<std::int64_t> month) { return month ? std::to_string(*month) : ""; }

}  // namespace

std::shared_ptr<const Comparison::Data> compared(std::shared_ptr<const Results::Data> results,
                                                 const ComparisonRequest& request) {
  const RunSource& source = *results->source;
  const PanelShape& shape = source.shape();
  const Window window =
      whole_intervals(request.first_month, request.end_month, shape,
                      "window " + month_text(request.first_month) + ":" + month_text(request.end_month));
  auto data = std::make_shared<Comparison::Data>();
  data->request = comparison_request(
      {request.baseline, request.scenarios, request.columns, request.groups, request.points, request.authority}, window,
      shape);
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

}  // namespace streetlight::library
