#include <algorithm>
#include <array>
#include <cmath>

#include "sim/config/experiment_keys.hpp"
#include "sim/config/load_parts.hpp"
#include "sim/core/format.hpp"

namespace streetlight {

namespace {

const char* const example =
    "match = { scenario = \"...\", column = \"cost_policy\", by = \"...\", range = [LOW, HIGH] }";

/// Whether `by` is a number that can be looked for, in this range if there is one, and the scenario leaves it alone.
bool can_be_found(const LoadContext& context, const LocatedScenario& scenario, const Match& match, bool has_range) {
  const auto refuse = [&](std::string message) {
    context.errors.add(scenario.match_at.at("match.by"), std::move(message));
    return false;
  };
  const Parameter* parameter = context.model_table.find(match.by);
  const std::array tables{&context.model_table};
  if (!parameter) return refuse("match.by: " + unknown_key_message(match.by, tables));
  if (parameter->type != ParameterType::real && parameter->type != ParameterType::optional_real &&
      parameter->type != ParameterType::map)
    return refuse("match.by = \"" + match.by + "\" is " + std::string(to_text(parameter->type)) +
                  ", and only a real number can be looked for");
  if (match.from && parameter->doc.timing == Timing::structural)
    return refuse("match.by = \"" + match.by +
                  "\" shapes what is built before the first month, so it cannot have its value from month " +
                  std::to_string(*match.from) + " on: leave match.from out");
  bool is_set = scenario.set.at.contains(match.by) || scenario.relative.at.contains(match.by);
  for (const auto& entry : scenario.timeline)
    is_set = is_set || entry.set.at.contains(match.by) || entry.relative.at.contains(match.by);
  if (is_set)
    return refuse("match.by = \"" + match.by + "\" is set by this scenario too: leave that out, since match finds it");
  for (const double end : {match.low, match.high})
    if (const auto objection = has_range ? parameter->objection(Value{end}) : std::nullopt) {
      context.errors.add(scenario.match_at.at("match.range"), "match.range: " + match.by + " " + *objection);
      return false;
    }
  return true;
}

}  // namespace

void load_match(const LoadContext& context, const TomlDocument& table, const LocatedSettings& own,
                LocatedScenario& scenario) {
  bool complete = true, any = false;
  for (const auto& entry : table.entries()) {
    any = any || entry.key == "match" || entry.key.starts_with("match.");
    if (entry.key == "match") complete = false;  // no table: that has been said
    if (entry.key.starts_with("match.")) scenario.match_at.emplace(entry.key, entry.value.at);
  }
  for (const auto& empty : table.empty_tables())
    if (empty.key == "match") {
      context.errors.add(empty.key_at, std::string("match is empty: write ") + example);
      return;
    }
  if (!any || !complete) return;
  ScenarioKeys keys;
  ParameterTable own_table;
  keys.declare(own_table);
  own_table.assign(own.values);
  for (const char* key : {"match.scenario", "match.column", "match.by", "match.range"}) {
    if (own.at.contains(key)) continue;
    complete = false;
    if (!scenario.match_at.contains(key))
      context.errors.add(scenario.match_at.empty() ? scenario.at : scenario.match_at.begin()->second,
                         std::string(key) + " is missing: write " + example);
  }
  if (!complete) return;
  Match match{keys.match_scenario, keys.match_column, keys.match_by};
  if (own.at.contains("match.from")) match.from = static_cast<Month>(keys.match_from);
  match.tolerance = keys.match_tolerance;
  match.replicates = keys.match_replicates;
  const auto& range = keys.match_range;
  const bool has_range =
      range.size() == 2 && std::isfinite(range.front()) && std::isfinite(range.back()) && range.front() < range.back();
  if (has_range) {
    match.low = range.front();
    match.high = range.back();
  } else {
    context.errors.add(own.at.at("match.range"), "match.range must be [LOW, HIGH] with LOW below HIGH");
  }
  scenario.match_said = match;
  if (can_be_found(context, scenario, match, has_range) && has_range) scenario.match = std::move(match);
}

void check_matches(const LoadContext& context, const std::vector<LocatedScenario>& scenarios) {
  std::vector<std::string> names;
  for (const auto& scenario : scenarios) names.push_back(scenario.name);
  for (const auto& scenario : scenarios) {
    if (!scenario.match_said) continue;
    const auto& at = scenario.match_at.at("match.scenario");
    const auto other = std::find_if(scenarios.begin(), scenarios.end(),
                                    [&](const auto& each) { return each.name == scenario.match_said->scenario; });
    if (other == scenarios.end()) {
      const auto near = nearest_word(scenario.match_said->scenario, names);
      context.errors.add(at, "match.scenario = \"" + scenario.match_said->scenario +
                                 "\" is not a scenario of this experiment" +
                                 (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
    } else if (other->name == scenario.name) {
      context.errors.add(at, "match.scenario names this scenario itself: name the one that it shall be like");
    } else if (other->match_said) {
      context.errors.add(at, "match.scenario = \"" + other->name +
                                 "\" has a match of its own: name the scenario that both shall be like");
    }
  }
}

}  // namespace streetlight
