#include "sim/io/panel_identity.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "sim/io/stored_shape.hpp"

namespace streetlight {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t lines_shown = 10;
const std::string input_key = "input file ";

Json lines_of(const std::string& text) {
  Json lines = Json::array();
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

Json columns_of(const PanelShape& shape) {
  Json columns = Json::array();
  for (const auto& column : shape.columns)
    columns.push_back(column.name + " " + column.unit + " " + std::to_string(static_cast<int>(column.kind)) +
                      std::to_string(static_cast<int>(column.type)));
  return columns;
}

Json tables_of(const PanelShape& shape) {
  Json tables = Json::array();
  for (const auto& table : shape.tables) {
    std::string text = table.name + ":";
    for (const auto& column : table.columns) text += " " + column.name;
    tables.push_back(text);
  }
  return tables;
}

/// Elements that one list has and the other lacks: the lines of a configuration that changed.
void add_list_difference(std::ostream& out, const std::string& key, const Json& there, const Json& here) {
  const std::multiset<std::string> before(there.begin(), there.end()), after(here.begin(), here.end());
  std::size_t shown = 0;
  const auto lacking = [&](const Json& lines, const std::multiset<std::string>& others, const char* where) {
    for (const auto& line : lines) {
      const auto text = line.get<std::string>();
      if (others.contains(text)) continue;
      if (shown++ < lines_shown) out << "  " << key << ", only " << where << ": " << text << "\n";
    }
  };
  lacking(there, after, "there");
  lacking(here, before, "here");
  if (shown == 0) out << "  " << key << ": the same lines, in another order or number\n";
  if (shown > lines_shown) out << "  " << key << ": and " << shown - lines_shown << " more lines\n";
}

}  // namespace

std::string panel_identity(const PanelShape& declared, const Provenance& provenance) {
  const PanelShape shape = stored_shape(declared);
  Json identity;
  identity["program version"] = provenance.program_version;
  identity["commit"] = provenance.commit;
  identity["schema"] = provenance.schema;
  identity["model"] = provenance.model;
  identity["seed"] = provenance.seed;
  identity["configuration"] = lines_of(provenance.config_text_resolved);
  identity["scenarios"] = shape.scenarios;
  for (std::size_t s = 0; s < provenance.scenario_toml.size(); ++s)
    identity["scenario " + std::to_string(s + 1)] = lines_of(provenance.scenario_toml[s]);
  identity["points"] = shape.points;
  identity["replicates"] = shape.replicates;
  identity["intervals"] = shape.times.size();
  identity["first time"] = shape.times.empty() ? 0 : shape.times.front();
  identity["months an interval"] = shape.interval;
  identity["end"] = shape.end;
  identity["authorities"] = shape.authorities;
  identity["groups"] = shape.groups;
  identity["columns"] = columns_of(shape);
  identity["tables"] = tables_of(shape);
  Json design = Json::array();
  for (const auto& key : shape.design.keys) design.push_back(key);
  for (const auto& point : shape.design.text)
    for (const auto& value : point) design.push_back(value);
  identity["design"] = design;
  for (const InputRecord& input : provenance.inputs) identity[input_key + input.path] = to_text(input.digest);
  for (const MatchRecord& match : provenance.matches)
    identity["match of " + match.scenario + " at point " + std::to_string(match.point)] = match.value;
  // A byte that is not UTF-8 (in a title, say) is replaced: the identity is compared, never read back.
  return identity.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::size_t runs_of(const std::string& identity) {
  const Json known = Json::parse(identity, nullptr, false);
  if (!known.is_object()) return 0;
  const auto count = [&](const char* key) -> std::size_t {
    if (!known.contains(key)) return 0;
    if (known[key].is_array()) return known[key].size();
    return known[key].is_number_unsigned() ? known[key].get<std::size_t>() : 0;
  };
  return count("scenarios") * count("points") * count("replicates");
}

std::string identity_difference(const std::string& there, const std::string& here) {
  const Json before = Json::parse(there, nullptr, false), after = Json::parse(here, nullptr, false);
  if (!before.is_object() || !after.is_object()) return "  it was made by another version of the program\n";
  std::ostringstream out;
  for (const auto& [key, value] : after.items()) {
    if (!before.contains(key))
      out << "  " << key << ": only here\n";
    else if (before[key] != value && value.is_array() && before[key].is_array())
      add_list_difference(out, key, before[key], value);
    else if (before[key] != value && key.starts_with(input_key))
      out << "  " << key << " has changed: " << before[key].get<std::string>() << " there, " << value.get<std::string>()
          << " here\n";
    else if (before[key] != value)
      out << "  " << key << ": " << before[key].dump() << " there, " << value.dump() << " here\n";
  }
  for (const auto& [key, value] : before.items())
    if (!after.contains(key)) out << "  " << key << ": only there\n";
  return out.str();
}

}  // namespace streetlight
