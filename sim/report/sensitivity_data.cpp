// The two forms for programs: CSV and JSON.
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/report/report_records.hpp"
#include "sim/report/sensitivity_report.hpp"
#include "sim/results/panel_choice.hpp"

namespace streetlight {

namespace {

using Json = nlohmann::ordered_json;

void put(Json& into, const char* name, double value, const MeanInterval& interval) {
  const std::string stem = name;
  into[stem] = number_or_null(value);
  into[stem + "_low"] = number_or_null(interval.low);
  into[stem + "_high"] = number_or_null(interval.high);
}

/// What every row says of where it belongs.
Json heading_of(const RunSource& panel, const SensitivityRequest& request, const Sensitivity& result) {
  const PanelShape& shape = panel.shape();
  const Window& window = request.window;
  Json heading{{"scenario", shape.scenarios[request.scenario]},
               {"baseline", result.from_baseline ? Json(shape.scenarios[*request.baseline]) : Json(nullptr)},
               {"authority", shape.authorities[request.authority]},
               {"group", shape.groups[result.group]},
               {"metric", shape.columns[result.column].name},
               {"unit", shape.columns[result.column].unit},
               {"first_time", shape.times[window.first]},
               {"last_time", last_time(window, shape)},
               {"window_why", request.window_why},
               {"replicates", result.replicates},
               {"intervals_over_replicates", result.over_replicates},
               {"noise", result.noise ? number_or_null(*result.noise) : Json(nullptr)}};
  if (result.sobol) {
    heading["rows"] = result.sobol->rows;
    heading["dropped"] = result.sobol->dropped;
    heading["mean"] = number_or_null(result.sobol->mean);
    heading["variance"] = number_or_null(result.sobol->variance);
  } else {
    heading["walks"] = result.morris->walks;
    heading["dropped"] = result.morris->dropped;
  }
  return heading;
}

std::vector<Json> rows_of(const SensitivityRequest& request, const Sensitivity& result) {
  std::vector<Json> rows;
  for (std::size_t i = 0; i < request.design.parameters.size(); ++i) {
    Json row{{"parameter", request.design.parameters[i].key}};
    if (result.sobol) {
      const SobolIndex& index = result.sobol->parameters[i];
      put(row, "first", index.first, index.first_interval);
      put(row, "total", index.total, index.total_interval);
    } else {
      const ElementaryEffects& effects = result.morris->parameters[i];
      put(row, "mu", effects.mu, effects.mu_interval);
      put(row, "mu_star", effects.mu_star, effects.mu_star_interval);
      row["sigma"] = number_or_null(effects.sigma);
      row["ordered"] = effects.ordered;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string sensitivity_csv(const RunSource& panel, const SensitivityRequest& request,
                            const std::vector<Sensitivity>& results, bool guard) {
  std::vector<Json> records;
  for (const Sensitivity& result : results)
    for (const Json& row : rows_of(request, result)) {
      Json line = heading_of(panel, request, result);
      line.update(row);
      line.erase("ordered");                    // mu is empty there
      line.erase("intervals_over_replicates");  // a column of words among numbers: JSON has it, and a note
      records.push_back(std::move(line));
    }
  return records_csv(records, guard);
}

std::string sensitivity_json(const RunSource& panel, const SensitivityRequest& request,
                             const std::vector<Sensitivity>& results) {
  Json out = report_heading(panel);
  out["method"] = request.design.kind == DesignKind::morris ? "morris" : "saltelli";
  out["confidence"] = interval_confidence;
  const DesignRuns runs = runs_of(panel, request);
  out["runs_planned"] = runs.planned;
  out["runs_present"] = runs.present;
  out["sensitivities"] = Json::array();
  for (const Sensitivity& result : results) {
    Json one = heading_of(panel, request, result);
    one["parameters"] = rows_of(request, result);
    out["sensitivities"].push_back(std::move(one));
  }
  out["notes"] = sensitivity_notes(panel, request, results);
  return json_text(out);
}

}  // namespace streetlight
