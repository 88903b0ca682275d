// The two forms for programs: CSV and JSON.
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/report/attribution_report.hpp"
#include "sim/report/report_records.hpp"
#include "sim/results/panel_choice.hpp"

namespace streetlight {

namespace {

using Json = nlohmann::ordered_json;

void put(Json& into, const char* name, const Spread& spread) {
  const std::string stem = name;
  into[stem] = number_or_null(spread.mean);
  into[stem + "_low"] = spread.half_width ? Json(spread.mean - *spread.half_width) : Json(nullptr);
  into[stem + "_high"] = spread.half_width ? Json(spread.mean + *spread.half_width) : Json(nullptr);
}

Json why_none(const Spread& spread) { return spread.half_width ? Json(nullptr) : Json(to_text(spread.reason)); }

/// What every row says of where it belongs.
Json heading_of(const RunSource& panel, const AttributionRequest& request, const Attribution& result) {
  const PanelShape& shape = panel.shape();
  const Window& window = request.window;
  return {{"scenario", shape.scenarios[request.scenario]},
          {"baseline", result.from_baseline ? Json(shape.scenarios[*request.baseline]) : Json(nullptr)},
          {"authority", shape.authorities[request.authority]},
          {"group", shape.groups[result.group]},
          {"metric", shape.columns[result.column].name},
          {"unit", shape.columns[result.column].unit},
          {"first_time", shape.times[window.first]},
          {"last_time", last_time(window, shape)},
          {"window_why", request.window_why},
          {"replicates", result.replicates},
          {"dropped", result.dropped}};
}

/// The rows of one attribution: nothing on, each mechanism, the whole, everything on.
std::vector<Json> rows_of(const AttributionRequest& request, const Attribution& result) {
  std::vector<Json> rows;
  const auto plain = [&](const char* what, const Spread& spread) {
    Json row{{"part", what}, {"mechanism", nullptr}};
    put(row, "value", spread);
    for (const char* name : {"of_whole", "of_whole_low", "of_whole_high", "alone", "last"}) row[name] = nullptr;
    row["no_interval"] = why_none(spread);
    row["of_whole_no_interval"] = nullptr;
    rows.push_back(std::move(row));
  };
  plain("none", result.none);
  for (std::size_t i = 0; i < result.shares.size(); ++i) {
    const MechanismShare& share = result.shares[i];
    Json row{{"part", "mechanism"}, {"mechanism", request.mechanisms[i]}};
    put(row, "value", share.share);
    if (share.of_the_whole)
      put(row, "of_whole", *share.of_the_whole);
    else
      for (const char* name : {"of_whole", "of_whole_low", "of_whole_high"}) row[name] = nullptr;
    row["alone"] = number_or_null(share.alone);
    row["last"] = number_or_null(share.last);
    row["no_interval"] = why_none(share.share);
    row["of_whole_no_interval"] = why_none(share.of_the_whole.value_or(result.whole));
    rows.push_back(std::move(row));
  }
  plain("whole", result.whole);
  plain("all", result.all);
  return rows;
}

}  // namespace

std::string attribution_csv(const RunSource& panel, const AttributionRequest& request,
                            const std::vector<Attribution>& results, bool guard) {
  std::vector<Json> records;
  for (const Attribution& result : results)
    for (const Json& row : rows_of(request, result)) {
      Json line = heading_of(panel, request, result);
      line.update(row);
      records.push_back(std::move(line));
    }
  return records_csv(records, guard);
}

std::string attribution_json(const RunSource& panel, const AttributionRequest& request,
                             const std::vector<Attribution>& results) {
  Json out = report_heading(panel);
  out["confidence"] = 0.95;
  out["mechanisms"] = request.mechanisms;
  out["attributions"] = Json::array();
  for (const Attribution& result : results) {
    Json one = heading_of(panel, request, result);
    one["parts"] = rows_of(request, result);
    one["by_replicate"] = result.by_replicate;
    out["attributions"].push_back(std::move(one));
  }
  out["notes"] = attribution_notes(panel, request, results);
  return json_text(out);
}

}  // namespace streetlight
