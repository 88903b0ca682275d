#include "sim/report/report_records.hpp"

#include "sim/core/format.hpp"
#include "sim/report/csv_text.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight {

namespace {

using Json = nlohmann::ordered_json;

std::string csv_cell(const Json& value, bool guard) {
  if (value.is_null()) return "";
  if (value.is_string()) return csv_text(value.get<std::string>(), guard);
  if (value.is_number_float()) return shortest(value.get<double>());
  return value.dump();
}

}  // namespace

std::string records_csv(const std::vector<Json>& records, bool guard) {
  std::string head, body;
  for (const Json& record : records) {
    head.clear();
    for (const auto& [name, value] : record.items()) {
      const char* separator = head.empty() ? "" : ",";
      head.append(separator).append(name);
      body.append(separator).append(csv_cell(value, guard));
    }
    body += '\n';
  }
  return head + "\n" + body;
}

Json report_heading(const RunSource& panel) {
  Json out;
  out["title"] = panel.provenance().title;
  out["program_version"] = panel.provenance().program_version;
  out["commit"] = panel.provenance().commit;
  out["seed"] = panel.provenance().seed;
  out["replicates"] = panel.shape().replicates;
  return out;
}

Json number_or_null(double value) { return std::isnan(value) ? Json(nullptr) : Json(value); }

std::string json_text(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace streetlight
