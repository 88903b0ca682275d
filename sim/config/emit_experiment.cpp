#include "sim/config/emit_experiment.hpp"

#include <algorithm>

#include "sim/config/experiment_keys.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/matched_scenario.hpp"
#include "sim/io/toml_writer.hpp"

namespace streetlight {

namespace {

Value list_of(const std::vector<std::string>& texts) { return texts; }

/// Keys that stand before any table header.
std::string head(const Experiment& experiment) {
  std::string text = "schema = " + std::to_string(experiment_schema) + "\n";
  text += "model = " + toml_value(experiment.model->name) + "\n";
  text += "title = " + toml_value(experiment.title) + "\n\n";

  const auto line = [&](const char* key, const Value& value) {
    text += std::string(key) + " = " + toml_value(value) + "\n";
  };
  line("run.months", std::int64_t{experiment.run.months});
  line("run.spin_up", std::int64_t{experiment.run.spin_up});
  line("run.replicates", experiment.run.replicates);
  line("run.seed", static_cast<std::int64_t>(experiment.run.seed));
  line("output.interval", to_text(experiment.output.interval));
  line("output.metrics", list_of(experiment.output.metrics));
  line("output.by_authority", experiment.output.by_authority);
  line("output.family_sample", experiment.output.family_sample);
  line("output.by_neighbourhood", experiment.output.by_neighbourhood);
  const Briefing& briefing = experiment.briefing;
  if (!briefing.outcomes.empty()) line("briefing.outcomes", list_of(briefing.outcomes));
  if (!briefing.groups.empty()) line("briefing.groups", list_of(briefing.groups));
  if (!briefing.window.empty())
    line("briefing.window", std::vector<double>(briefing.window.begin(), briefing.window.end()));
  for (const auto& [column, margin] : briefing.margins)
    line(("briefing.margins." + toml_segment(column)).c_str(), margin);
  if (const auto& design = experiment.design) {
    line("design.kind", to_text(design->kind));
    if (design->points > 0) line("design.points", design->points);
    if (design->kind == DesignKind::morris) {
      line("design.trajectories", design->trajectories);
      line("design.levels", design->levels);
    }
    if (design->kind == DesignKind::saltelli) line("design.samples", design->samples);
    if (!design->weights.empty()) line("design.weights", design->weights);
    line("design.seed", static_cast<std::int64_t>(design->seed));
  }
  for (const auto& group : experiment.groups)
    for (const auto& [attribute, levels] : group.conditions)
      text += "groups." + toml_segment(group.name) + "." + toml_segment(attribute) + " = " + toml_value(levels) + "\n";
  return text + "\n";
}

std::string design_tables(const Design& design) {
  std::string text;
  for (const auto& parameter : design.parameters) {
    text += "\n[[design.parameter]]\nkey = " + toml_value(parameter.key) + "\n";
    if (parameter.is_range()) {
      text += "range = " + toml_value(std::vector<double>{parameter.low, parameter.high}) + "\n";
      text += "scale = " + toml_value(to_text(parameter.scale)) + "\n";
      continue;
    }
    text += "values = [";
    for (std::size_t i = 0; i < parameter.values.size(); ++i) text += (i ? ", " : "") + toml_value(parameter.values[i]);
    text += "]\n";
  }
  return text;
}

/// The mechanisms that the design switches, and those that are not the model's own: with their meaning written out,
/// another program's mechanisms would not change it.
std::string mechanism_tables(const Experiment& experiment) {
  const auto table = experiment.model->table(experiment.keys_in_use);
  const auto is_the_models = [&](const Mechanism& mechanism) {
    for (const Mechanism& own : experiment.model->mechanisms)
      if (own.name == mechanism.name)
        return own.meaning == mechanism.meaning && expanded(own.off, *table, experiment.keys_in_use) == mechanism.off;
    return false;
  };
  const auto is_switched = [&](const Mechanism& mechanism) {
    if (!experiment.design) return false;
    const auto& varied = experiment.design->parameters;
    return std::any_of(varied.begin(), varied.end(),
                       [&](const auto& each) { return each.key == mechanism_key(mechanism.name); });
  };
  std::string text;
  for (const Mechanism& mechanism : experiment.mechanisms) {
    if ((is_the_models(mechanism) && !is_switched(mechanism)) || mechanism.off.empty()) continue;
    text += "\n[[mechanism]]\nname = " + toml_value(mechanism.name) + "\nmeaning = " + toml_value(mechanism.meaning) +
            "\noff = " + toml_inline(mechanism.off) + "\n";
  }
  return text;
}

/// `{ programme.enabled = true, services.early_help.reach = { times = 1.67 } }`.
std::string set_of(const Settings& set, const RelativeSettings& relative) {
  std::string text = toml_inline(set);
  for (const auto& [key, change] : relative) {
    std::string words;
    if (change.times != 1) words += "times = " + toml_value(change.times);
    if (change.plus != 0 || words.empty()) words += (words.empty() ? "plus = " : ", plus = ") + toml_value(change.plus);
    text = text.substr(0, text.size() - (text == "{}" ? 1 : 2)) + (text == "{}" ? " " : ", ") + toml_key(key) +
           " = { " + words + " } }";
  }
  return text;
}

std::string scenario_table(const Scenario& scenario, bool with_set) {
  std::string text = "\n[[scenario]]\nname = " + toml_value(scenario.name) + "\n";
  if (with_set && !(scenario.set.empty() && scenario.relative.empty()))
    text += "set = " + set_of(scenario.set, scenario.relative) + "\n";
  if (const auto& match = scenario.match) {
    text += "match = { scenario = " + toml_value(match->scenario) + ", column = " + toml_value(match->column) +
            ", by = " + toml_value(match->by) + ", range = " + toml_value(std::vector<double>{match->low, match->high});
    if (match->from) text += ", from = " + std::to_string(*match->from);
    text += ", tolerance = " + toml_value(match->tolerance) + ", replicates = " + std::to_string(match->replicates) +
            " }\n";
  }
  for (const auto& entry : scenario.timeline)
    text += "[[scenario.timeline]]\nmonth = " + std::to_string(entry.month) +
            "\nset = " + set_of(entry.set, entry.relative) + "\n";
  return text;
}

/// Comments on what a scenario's match found. Of several points they are all there is: the text has one value.
std::string match_comments(const Scenario& scenario, const DesignPoints& points) {
  constexpr std::size_t most_shown = 20;
  const Match& match = *scenario.match;
  const std::string like = "that " + match.column + " is as in " + toml_value(match.scenario) +
                           (match.from ? ", from month " + std::to_string(*match.from) + " on" : "");
  if (points.size() == 1 && !match.found.empty()) return "# " + match.by + " was found by a match, so " + like + ".\n";
  std::string text = "# This scenario has a match: " + match.by + " is looked for before the runs, so " + like + ".\n";
  if (match.found.empty()) return text + "# Below it has the value that it has without the match.\n";
  text += "# It was found anew at each point of the design:\n";
  for (std::size_t p = 0; p < std::min(points.size(), most_shown); ++p)
    if (const auto found = match.found.find(points[p]); found != match.found.end())
      text += "#   point " + std::to_string(p) + ": " + match.by + " = " + shortest(found->second.value) + "\n";
  if (points.size() > most_shown)
    text += "#   and " + std::to_string(points.size() - most_shown) + " more: `streetlight info FILE.h5` lists them\n";
  text +=
      "# Below it has the value that it has without the match. To run the scenario as it ran at one point, leave the\n"
      "# design out, write its values at that point, and the value above";
  return text + (match.from ? " in a [[scenario.timeline]] with month = " + std::to_string(*match.from) : "") + ".\n";
}

}  // namespace

Settings all_settings(const Experiment& experiment, const Settings& settings) {
  const auto table = experiment.model->new_table(experiment.keys_in_use);
  table->assign(settings);
  return table->current();
}

std::string to_toml(const Experiment& experiment) {
  std::string text = head(experiment) + toml_lines(all_settings(experiment, experiment.base));
  for (const auto& scenario : experiment.scenarios) text += scenario_table(scenario, true);
  text += mechanism_tables(experiment);
  if (experiment.design) text += design_tables(*experiment.design);
  return text;
}

std::string scenario_toml(const Experiment& experiment, std::size_t index) {
  Scenario scenario = experiment.scenarios[index];
  std::string text;
  if (scenario.match) {
    // The scenario that it is to be like is not in the text, so nothing can be looked for when it is run
    const auto points = design_points(experiment.design);
    text = match_comments(scenario, points);
    if (points.size() == 1 && !scenario.match->found.empty())
      scenario = with_matched_value(scenario, scenario.match->value_at(points.front()));
    scenario.match.reset();
  }
  // Relative settings are worked out on the experiment's own values: a design's points have others
  Scenario at_start = scenario;
  at_start.timeline.clear();
  Experiment without_design = experiment;
  without_design.design.reset();
  const Settings settings = resolve_settings(without_design, at_start, {}).front().second;
  text += head(experiment) + toml_lines(all_settings(experiment, settings)) + scenario_table(scenario, false);
  text += mechanism_tables(experiment);
  if (experiment.design) text += design_tables(*experiment.design);
  return text;
}

}  // namespace streetlight
