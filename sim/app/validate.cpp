#include <CLI/CLI.hpp>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/emit_experiment.hpp"
#include "sim/config/experiment_keys.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/experiment/values_not_run.hpp"
#include "sim/report/terminal.hpp"
#include "sim/report/text_table.hpp"
#include "sim/running/standard_output.hpp"

namespace streetlight {

namespace {

std::string indented_settings(const Settings& settings, const std::string& margin) {
  std::string text;
  for (const auto& [key, value] : settings) text += margin + key + " = " + to_text(value) + "\n";
  return text;
}

std::string indented_relative(const RelativeSettings& relative, const std::string& margin) {
  std::string text;
  for (const auto& [key, change] : relative) {
    text += margin + key + " = what it is";
    if (change.times != 1) text += " times " + shortest(change.times);
    if (change.plus != 0) text += " plus " + shortest(change.plus);
    text += "\n";
  }
  return text;
}

std::string match_text(const Match& match, const std::string& time_unit) {
  std::string text = "    " + match.by + " = a value between " + shortest(match.low) + " and " + shortest(match.high);
  if (match.from) text += ", from " + time_unit + " " + std::to_string(*match.from) + " on";
  return text + ", looked for before the runs so that " + match.column + " is as in \"" + match.scenario +
         "\" (tolerance " + shortest(match.tolerance) + ", replicates " + std::to_string(match.replicates) + ")\n";
}

std::string scenarios_text(const Experiment& experiment) {
  std::string text;
  for (const auto& scenario : experiment.scenarios) {
    text += "  " + scenario.name + "\n" + indented_settings(scenario.set, "    ") +
            indented_relative(scenario.relative, "    ");
    if (scenario.match) text += match_text(*scenario.match, experiment.model->time_unit);
    for (const auto& entry : scenario.timeline) {
      text += "    from " + experiment.model->time_unit + " " + std::to_string(entry.month) + "\n";
      text += indented_settings(entry.set, "      ") + indented_relative(entry.relative, "      ");
    }
  }
  return text;
}

std::string groups_text(const Experiment& experiment) {
  std::string text = "  all\n";
  for (const auto& group : experiment.groups) {
    text += "  " + group.name + ":";
    for (std::size_t i = 0; i < group.conditions.size(); ++i) {
      const auto& [attribute, levels] = group.conditions[i];
      text += (i ? " and " : " ") + attribute + " is ";
      for (std::size_t j = 0; j < levels.size(); ++j) text += (j ? " or " : "") + levels[j];
    }
    text += "\n";
  }
  return text;
}

std::string design_text(const Design& design) {
  std::string text;
  for (const auto& parameter : design.parameters) {
    text += "  " + parameter.key + ": ";
    if (parameter.is_range())
      text += "from " + shortest(parameter.low) + " to " + shortest(parameter.high) + ", " + to_text(parameter.scale);
    for (std::size_t i = 0; i < parameter.values.size(); ++i) text += (i ? ", " : "") + to_text(parameter.values[i]);
    text += "\n";
  }
  for (const std::string& sentence : values_not_run(design)) text += "  " + sentence + "\n";
  return text;
}

/// What the file sets otherwise than the model's default.
std::string differences_text(const Experiment& experiment) {
  const Settings defaults = all_settings(experiment, {});
  std::string text;
  for (const auto& [key, value] : all_settings(experiment, experiment.base)) {
    const auto found = defaults.find(key);
    if (found != defaults.end() && found->second == value) continue;
    text += "  " + key + " = " + to_text(value) +
            (found == defaults.end() ? "" : "  (default " + to_text(found->second) + ")") + "\n";
  }
  return text.empty() ? "  nothing\n" : text;
}

int validate(const ExperimentWords& words) {
  const Experiment experiment = load(words);
  const PanelShape shape = panel_layout(experiment);
  const auto& run = experiment.run;
  const std::string unit = experiment.model->time_unit + "s";
  std::string text = title_line(experiment.title) + "\n\n";
  text += "Model       " + experiment.model->name + ": " + experiment.model->summary + "\n";
  text += "Time        " + std::to_string(run.months) + " " + unit + " after " + std::to_string(run.spin_up) +
          " of spin-up\n";
  text += "Seed        " + std::to_string(run.seed) + "\n";
  text += "Output      every " + to_text(experiment.output.interval) + ", " + std::to_string(shape.columns.size()) +
          " columns, " + std::to_string(shape.authorities.size()) +
          (shape.authorities.size() == 1 ? " authority row\n" : " authority rows\n");
  text += "Runs        " + std::to_string(shape.scenarios.size()) + " scenarios x " + std::to_string(shape.points) +
          " design points x " + std::to_string(shape.replicates) +
          " replicates = " + with_commas(static_cast<double>(shape.runs())) + "\n";
  text += "\nScenarios\n" + scenarios_text(experiment);
  text += "\nGroups\n" + groups_text(experiment);
  if (experiment.design)
    text += "\nDesign (" + to_text(experiment.design->kind) + ")\n" + design_text(*experiment.design);
  if (!experiment.inputs.known().empty()) text += "\nInput files\n";
  for (const auto& [name, digest] : experiment.inputs.known())
    text += "  " + experiment.inputs.path_of(name).string() + ": " + to_text(digest) + "\n";
  text += "\nSet otherwise than the model's defaults\n" + differences_text(experiment);
  print(text);
  return exit_done;
}

}  // namespace

void add_validate(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("validate", "Check an experiment file and say what it means");
  auto options = std::make_shared<ExperimentWords>();
  add_options(*command, *options);
  command->callback([options, &exit_code] { exit_code = validate(*options); });
}

}  // namespace streetlight
