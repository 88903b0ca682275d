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
  const auto& gain = result.pairing_gain;
  const auto& needed = result.replicates_needed;
  return {{"scenario", shape.scenarios[row.scenario]},
          {"baseline", shape.scenarios[request.baseline]},
          {"point", row.point},
          {"authority", shape.authorities[request.authority]},
          {"group", shape.groups[row.group]},
          {"metric", shape.columns[row.column].name},
          {"unit", shape.columns[row.column].unit},
          {"kind", to_text(shape.columns[row.column].kind)},
          {"first_time", shape.times[window.first]},
          {"last_time", last_time(window, shape)},
          {"replicates", shape.replicates},
          {"pairs", result.pairs},
          {"dropped", result.dropped},
          {"baseline_mean", put(present(result.baseline))},
          {"scenario_mean", put(present(result.scenario))},
          {"difference", put(present(result.difference))},
          {"difference_low", put(difference.low)},
          {"difference_high", put(difference.high)},
          {"interval", interval_kinds[static_cast<int>(result.interval)]},
          {"no_interval", result.reason == NoInterval::given ? Json(nullptr) : Json(to_text(result.reason))},
          {"relative", put(result.relative)},
          {"relative_low", put(relative.low)},
          {"relative_high", put(relative.high)},
          {"margin", row.margin > 0 ? Json(row.margin) : Json(nullptr)},
          {"size", row.size == Size::unknown ? Json(nullptr) : Json(size_words[static_cast<int>(row.size)])},
          {"size_certain", row.size_is_certain},
          {"pairing_gain", gain ? Json(gain->value) : Json(nullptr)},
          {"pairing_gain_low", gain ? Json(gain->low) : Json(nullptr)},
          {"pairing_gain_high", gain ? Json(gain->high) : Json(nullptr)},
          {"exact", result.exact()},
          {"replicates_needed", needed ? Json(needed->value) : Json(nullptr)},
          {"replicates_needed_low", needed ? Json(needed->low) : Json(nullptr)},
          {"replicates_needed_high", needed && needed->high ? Json(*needed->high) : Json(nullptr)}};
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
  out["window"] = {{"first_time", panel.shape().times[request.window.first]},
                   {"last_time", last_time(request.window, panel.shape())},
                   {"why", request.window_why},
                   {"first_difference", request.first_difference ? Json(*request.first_difference) : Json(nullptr)}};
  const IntervalCount count = count_intervals(rows);
  out["intervals"] = {{"given", count.printed},
                      {"excluding_zero", count.excluding_zero},
                      {"by_chance", 0.05 * static_cast<double>(count.printed)}};
  out["comparisons"] = Json::array();
  for (const ComparisonRow& row : rows) out["comparisons"].push_back(record(panel, request, row));
  out["notes"] = comparison_notes(panel, rows);
  return json_text(out);
}

}  // namespace streetlight
