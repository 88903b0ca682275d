#include "web/engine/held_result.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/results/leading_columns.hpp"
#include "web/engine/request.hpp"

namespace streetlight::page {

namespace {

using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

constexpr double most_values = 4e7;  // of all runs: 320 MB, which a page may still have

ColumnKind kind_of(const std::string& word) {
  for (const ColumnKind kind : {ColumnKind::flow, ColumnKind::stock, ColumnKind::ratio, ColumnKind::relative})
    if (word == to_text(kind)) return kind;
  throw InvalidInput("\"" + word + "\" is not a kind of column");
}

Column column_of(const Json& json) {
  return {.name = json.at("name").get<std::string>(),
          .unit = given<std::string>(json, "unit", ""),
          .meaning = given<std::string>(json, "meaning", ""),
          .kind = kind_of(json.at("kind").get<std::string>()),
          .type = given<std::string>(json, "measure", "real") == "count" ? ColumnType::count : ColumnType::real,
          .numerator = given<std::string>(json, "numerator", ""),
          .denominator = given<std::string>(json, "denominator", ""),
          .leading = leading_of(given<std::string>(json, "leading", ""))};
}

DesignShape design_of(const Json& keys, std::size_t points) {
  DesignShape design;
  design.text.resize(points);
  design.number.resize(points);
  for (const Json& key : keys) {
    const Json& values = key.at("values");
    VALIDATE(values.size() == points, "its design has not the size of the panel");
    design.keys.push_back(key.at("key").get<std::string>());
    for (std::size_t p = 0; p < points; ++p) {
      const bool number = values[p].is_number();
      design.number[p].push_back(number ? values[p].get<double>() : std::numeric_limits<double>::quiet_NaN());
      design.text[p].push_back(number ? shortest(values[p].get<double>()) : values[p].get<std::string>());
    }
  }
  return design;
}

TableShape table_of(const Json& json) {
  TableShape table{json.at("name").get<std::string>(), given<std::string>(json, "meaning", ""), {}};
  for (const Json& column : json.at("columns")) {
    const auto labels = given(column, "labels", Words{});
    table.columns.push_back({column.at("name").get<std::string>(), given<std::string>(column, "unit", ""),
                             given<std::string>(column, "meaning", ""),
                             labels.empty() ? TableColumn::Type::real : TableColumn::Type::label, labels});
  }
  VALIDATE(!table.columns.empty(), "its table " + table.name + " has no columns");
  return table;
}

PanelShape shape_of(const Json& head) {
  PanelShape shape;
  shape.scenarios = head.at("scenarios").get<Words>();
  shape.points = head.at("points").get<std::size_t>();
  shape.replicates = head.at("replicates").get<std::size_t>();
  shape.times = head.at("times").get<std::vector<std::int64_t>>();
  shape.interval = given<std::int64_t>(head, "interval", 1);
  shape.time_unit = given<std::string>(head, "time_unit", "month");
  shape.authorities = head.at("authorities").get<Words>();
  shape.groups = head.at("groups").get<Words>();
  for (const Json& column : head.at("columns")) shape.columns.push_back(column_of(column));
  VALIDATE(!shape.scenarios.empty() && shape.points > 0 && shape.replicates > 0 && shape.cells() > 0,
           "one of its dimensions is empty");
  VALIDATE(!shape.columns.empty(), "it has no columns");
  VALIDATE(shape.interval > 0 && shape.interval < 1'000'000, "its interval is impossible");
  VALIDATE(std::is_sorted(shape.times.begin(), shape.times.end(), std::less_equal<>()), "its times do not ascend");
  const std::int64_t first_after = shape.times.back() + shape.interval;
  shape.end = given<std::int64_t>(head, "end", first_after);
  VALIDATE(shape.end > shape.times.back() && shape.end <= first_after, "its end is impossible");
  const double values = static_cast<double>(shape.runs()) * static_cast<double>(shape.cells()) *
                        static_cast<double>(shape.columns.size());
  VALIDATE(values <= most_values,
           "it holds " + shortest(std::round(values / 1e6)) +
               " million values, more than a page has room for. Look at this one with the program");
  for (const Json& table : given(head, "tables", Json::array())) shape.tables.push_back(table_of(table));
  shape.design = design_of(given(head, "design", Json::array()), shape.points);
  return shape;
}

}  // namespace

std::unique_ptr<MemoryResults> held_result(const Json& head) {
  const auto schema = given<std::int64_t>(head, "schema", 0);
  VALIDATE(schema > 0, "it does not say which schema it has");
  VALIDATE(schema <= panel_schema, "it was written by a newer program (schema " + std::to_string(schema) +
                                       "; this page knows " + std::to_string(panel_schema) + ")");
  Provenance provenance;
  provenance.schema = static_cast<int>(schema);
  provenance.title = given<std::string>(head, "title", "");
  provenance.program_version = given<std::string>(head, "program_version", "");
  provenance.commit = given<std::string>(head, "commit", "");
  provenance.model = given<std::string>(head, "model", "");
  provenance.config_text_resolved = given<std::string>(head, "config", "");
  const auto seed = given<std::string>(head, "seed", "0");
  VALIDATE(std::from_chars(seed.data(), seed.data() + seed.size(), provenance.seed).ptr == seed.data() + seed.size(),
           "its seed is not a whole number");
  return std::make_unique<MemoryResults>(shape_of(head), std::move(provenance));
}

}  // namespace streetlight::page
