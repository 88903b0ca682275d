// The two forms for programs: CSV and JSON.
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/report/comparison_report.hpp"
#include "sim/report/report_records.hpp"
#include "sim/results/panel_choice.hpp"

namespace streetlight {

namespace {

using Json = nlohmann::ordered_json;

struct Ends {
  std::optional<double> low, high;
};
Ends ends(std::optional<double> middle, std::optional<double> half_width) {
  if (!middle || !half_width) return {};
  return {*middle - *half_width, *middle + *half_width};
}

std::optional<double> present(double value) { return std::isnan(value) ? std::nullopt : std::optional(value); }

/// One comparison as names and values, in the order of both forms.
Json record(const RunSource& panel, const ComparisonRequest& request, const ComparisonRow& row) {
  const PanelShape& shape = panel.shape();
  const PairedComparison& result = row.result;
  const auto put = [](std::optional<double> value) { return value ? Json(*value) : Json(nullptr); };
  const Ends difference = ends(present(result.difference), result.half_width);
  const Ends relative = ends(result.relative, result.relative_half_width);
  const Window& window = request.window;
  return {{"scenario", shape.scenarios[row.scenario]},
          {"baseline", shape.scenarios[request.baseline]},
          {"point", row.point},
          {"authority", shape.authorities[request.authority]},
          {"group", shape.groups[row.group]},
          {"metric", shape.columns[row.metric].name},
          {"unit", shape.columns[row.metric].unit},
          {"kind", to_text(shape.columns[row.metric].kind)},
          {"first_time", shape.times[window.first]},
          {"last_time", last_time(window, shape)},
          {"pairs", result.pairs},
          {"dropped", result.dropped},
          {"baseline_mean", put(present(result.baseline))},
          {"scenario_mean", put(present(result.scenario))},
          {"difference", put(present(result.difference))},
          {"difference_low", put(difference.low)},
          {"difference_high", put(difference.high)},
          {"relative", put(result.relative)},
          {"relative_low", put(relative.low)},
          {"relative_high", put(relative.high)},
          {"pairing_gain", put(result.pairing_gain)},
          {"exact", result.exact},
          {"replicates_needed", result.replicates_needed ? Json(*result.replicates_needed) : Json(nullptr)}};
}

}  // namespace

std::string as_csv(const RunSource& panel, const ComparisonRequest& request, const std::vector<ComparisonRow>& rows,
                   bool guard) {
  std::vector<Json> records;
  for (const ComparisonRow& row : rows) records.push_back(record(panel, request, row));
  return records_csv(records, guard);
}

std::string as_json(const RunSource& panel, const ComparisonRequest& request, const std::vector<ComparisonRow>& rows) {
  Json out = report_heading(panel);
  out["confidence"] = 0.95;
  out["precision"] = 0.05;
  out["comparisons"] = Json::array();
  for (const ComparisonRow& row : rows) out["comparisons"].push_back(record(panel, request, row));
  out["notes"] = comparison_notes(panel, rows);
  return json_text(out);
}

}  // namespace streetlight
