#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "sim/config/experiment_keys.hpp"
#include "sim/config/load_parts.hpp"
#include "sim/config/names.hpp"

namespace streetlight {

namespace {

std::string keys_of(const ParameterTable& own) {
  std::string text;
  for (const auto& parameter : own.parameters())
    if (!parameter.doc.key.starts_with("match.")) text += parameter.doc.key + ", ";
  if (own.find("match.by")) text += "match, ";
  return text + "set";
}

bool is_number(const Parameter& parameter) {
  return parameter.type == ParameterType::real || parameter.type == ParameterType::optional_real ||
         parameter.type == ParameterType::map || parameter.type == ParameterType::whole;
}

/// Takes `KEY.times` or `KEY.plus`.
void take_relative(const LoadContext& context, const std::string& stem, const std::string& key, const TomlEntry& entry,
                   LocatedSettings& set, LocatedRelative& into) {
  const auto refuse = [&](const Position& at, std::string message) {
    set.sound = false;
    context.errors.add(at, std::move(message));
  };
  const Parameter& parameter = *context.model_table.find(stem);
  if (!is_number(parameter))
    return refuse(entry.key_at, stem + " is " + std::string(to_text(parameter.type)) +
                                    ", and only a number can be set relative to what is there");
  const auto* whole = std::get_if<std::int64_t>(&entry.value.value);
  const auto* real = std::get_if<double>(&entry.value.value);
  const double number = whole ? static_cast<double>(*whole) : real ? *real : std::nan("");
  if (!std::isfinite(number)) return refuse(entry.value.at, key + " must be a finite number");
  RelativeSetting& setting = into.values[stem];
  (key.ends_with(".times") ? setting.times : setting.plus) = number;
  into.at.emplace(stem, entry.key_at);
}

/// Checks one setting inside `set`.
void take_setting(const LoadContext& context, const std::string& key, const TomlEntry& entry, LocatedSettings& into,
                  LocatedRelative& relative) {
  const std::array tables{&context.model_table, &context.file_table};
  if (const std::string stem = relative_stem(key);
      !stem.empty() && !context.model_table.find(key) && context.model_table.find(stem))
    return take_relative(context, stem, key, entry, into, relative);
  if (const Parameter* above = context.model_table.find(key.substr(0, key.rfind('.')));
      above && is_number(*above) && !context.model_table.find(key)) {
    into.sound = false;
    context.errors.add(entry.key_at, key + ": a setting relative to what is there is { times = X } or { plus = X }");
    return;
  }
  if (!context.model_table.find(key) && context.file_table.find(key)) {
    into.sound = false;
    context.errors.add(
        entry.key_at,
        key + " holds for the whole experiment, so a scenario cannot set it: move it to the top of the file");
    return;
  }
  accept(tables, key, entry.key_at, entry.value, into, context.errors);
}

/// Reads the `set` table of a scenario or timeline entry and checks the other keys against `own`.
LocatedSettings take_table(const LoadContext& context, const TomlDocument& table, const std::string& what,
                           const ParameterTable& own, LocatedSettings& own_values, LocatedRelative& relative) {
  LocatedSettings set;
  const std::array own_tables{&own};
  for (const auto& entry : table.entries()) {
    if (entry.key == "set")
      context.errors.add(entry.value.at, "set must be a table: set = { key = value }");
    else if (entry.key.starts_with("set."))
      take_setting(context, entry.key.substr(4), entry, set, relative);
    else if (own.find(entry.key))
      accept(own_tables, entry.key, entry.key_at, entry.value, own_values, context.errors);
    else if (context.model_table.find(entry.key) || context.file_table.find(entry.key))
      context.errors.add(entry.key_at,
                         "'" + entry.key + "' stands in " + what +
                             ": move it into set = { ... }, or above the first [[scenario]] if it is for all");
    else
      context.errors.add(entry.key_at,
                         unknown_key_message(entry.key, own_tables) + " (" + what + " has " + keys_of(own) + ")");
  }
  for (const auto& empty : table.empty_tables())
    if (empty.key != "set" && empty.key != "match" && !empty.key.starts_with("set."))
      context.errors.add(empty.key_at, unknown_key_message(empty.key, own_tables));
  return set;
}

}  // namespace

LocatedScenario::Entry load_change(const LoadContext& context, const TomlDocument& table, const ParameterTable& own,
                                   LocatedSettings& own_values) {
  LocatedScenario::Entry entry;
  entry.set = take_table(context, table, "[[scenario.timeline]]", own, own_values, entry.relative);
  for (const auto& array : table.arrays())
    context.errors.add(array.at, "unknown key '" + array.key + "' in [[scenario.timeline]]");

  // What a timeline changes must be changeable while the model runs.
  auto changed = entry.set.at;
  changed.insert(entry.relative.at.begin(), entry.relative.at.end());
  for (const auto& [key, where] : changed)
    if (context.model_table.find(key)->doc.timing == Timing::structural) {
      entry.set.sound = false;
      context.errors.add(where, key +
                                    " shapes what is built before the first month, so a timeline cannot change it; "
                                    "set it in the scenario instead");
    }
  if (changed.empty() && entry.set.sound)
    context.errors.add(table.at, "a timeline entry needs set = { ... } with at least one key: it would change nothing");
  return entry;
}

namespace {

std::vector<LocatedScenario::Entry> load_timeline(const LoadContext& context, const TomlArray& timeline,
                                                  std::int64_t months) {
  TimelineKeys keys;
  ParameterTable own;
  keys.declare(own);
  std::vector<LocatedScenario::Entry> entries;
  std::optional<std::int64_t> before;
  for (const auto& table : timeline.tables) {
    LocatedSettings values;
    LocatedScenario::Entry entry = load_change(context, table, own, values);

    if (!values.at.contains("month")) {
      if (!table.find("month"))
        context.errors.add(table.at, "a timeline entry needs month = NUMBER: when its settings begin to hold");
      continue;
    }
    const auto month = std::get<std::int64_t>(values.values.at("month"));
    const auto& where = values.at.at("month");
    if (month >= months)
      context.errors.add(where, "month = " + std::to_string(month) + " is never reached: the run has " +
                                    std::to_string(months) + " months, counted from 0");
    if (before && month <= *before)
      context.errors.add(where,
                         "month = " + std::to_string(month) +
                             (month == *before ? " is there twice" : " comes after month " + std::to_string(*before)) +
                             ": the entries of a timeline must be in ascending order");
    before = month;
    if (!entries.empty() && month <= entries.back().month) continue;  // what is in order is still checked
    entry.month = static_cast<Month>(month);
    entries.push_back(std::move(entry));
  }
  return entries;
}

LocatedScenario load_scenario(const LoadContext& context, const TomlDocument& table, std::int64_t months) {
  ScenarioKeys keys;
  ParameterTable own;
  keys.declare(own);
  LocatedSettings values;
  LocatedScenario scenario;
  scenario.at = table.at;
  scenario.set = take_table(context, table, "[[scenario]]", own, values, scenario.relative);
  if (const auto* timeline = table.find_array("timeline"))
    scenario.timeline = load_timeline(context, *timeline, months);
  load_match(context, table, values, scenario);

  if (values.at.contains("name")) {
    scenario.name = std::get<std::string>(values.values.at("name"));
    scenario.at = values.at.at("name");
    if (const auto objection = name_objection(scenario.name))
      context.errors.add(scenario.at, "scenario name " + *objection);
  } else if (!table.find("name")) {
    context.errors.add(table.at, "a scenario needs name = \"...\"");
  }
  for (const auto& array : table.arrays()) {
    if (array.key != "timeline")
      context.errors.add(array.at, "unknown key '" + array.key + "' in [[scenario]]; did you mean 'timeline'?");
  }
  return scenario;
}

}  // namespace

std::string relative_stem(const std::string& key) {
  for (const std::string word : {".times", ".plus"})
    if (key.ends_with(word)) return key.substr(0, key.size() - word.size());
  return "";
}

std::vector<LocatedScenario> load_scenarios(const LoadContext& context, std::int64_t months) {
  std::vector<LocatedScenario> scenarios;
  std::map<std::string, Position> known;
  DistinctNames names;
  if (const auto* array = context.document.find_array("scenario"))
    for (const auto& table : array->tables) {
      auto scenario = load_scenario(context, table, months);
      const auto [before, is_new] = known.try_emplace(scenario.name, scenario.at);
      if (!is_new && !scenario.name.empty())
        context.errors.add(scenario.at, "scenario name = \"" + scenario.name +
                                            "\" is there twice (before: " + before->second.to_text() + ")");
      if (!scenario.name.empty()) names.add("scenario name", scenario.name, scenario.at, context.errors);
      scenarios.push_back(std::move(scenario));
    }
  if (scenarios.empty()) {
    LocatedScenario baseline;
    baseline.name = "baseline";
    baseline.at = context.document.at;
    scenarios.push_back(std::move(baseline));
  }
  check_matches(context, scenarios);
  return scenarios;
}

}  // namespace streetlight
