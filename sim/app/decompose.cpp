#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/experiment_inputs.hpp"
#include "sim/config/load_experiment.hpp"
#include "sim/config/mechanism_versions.hpp"
#include "sim/config/report_window.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/experiment/matched_scenario.hpp"
#include "sim/experiment/processors.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/io/unicode.hpp"
#include "sim/report/attribution_report.hpp"
#include "sim/report/csv_text.hpp"
#include "sim/results/leading_columns.hpp"
#include "sim/results/run_window.hpp"
#include "sim/running/output_name.hpp"
#include "sim/running/output_path.hpp"
#include "sim/running/ranks.hpp"
#include "sim/running/run_experiment.hpp"
#include "sim/running/run_job.hpp"
#include "sim/running/standard_output.hpp"
#include "sim/running/told_matches.hpp"

namespace streetlight {

namespace {

struct DecomposeOptions {
  RunArguments run;
  std::vector<std::string> mechanisms, columns, groups;
  std::string scenario, baseline;
  std::string window;
  std::string format = "table";
  bool level = false;
  bool list = false;
  bool guard = false;
};

AttributionRequest request_of(const DecomposeOptions& options, const Experiment& experiment, const PanelShape& shape) {
  AttributionRequest request;
  request.mechanisms = switched_mechanisms(experiment);
  request.scenario = shape.scenarios.size() - 1;
  if (shape.scenarios.size() > 1 && !options.level) request.baseline = 0;
  request.groups = options.groups.empty() ? std::vector<std::size_t>{0} : choose(options.groups, shape.groups, "group");
  request.columns = options.columns.empty() ? columns_to_explain(shape, request.groups)
                                            : choose(options.columns, column_names(shape), "column");
  const ReportWindow chosen = report_window(asked_window(options.window, shape), shape, experiment);
  request.window = chosen.window;
  request.window_why = chosen.why;
  return request;
}

int report(const DecomposeOptions& options, const std::string& file) {
  const PanelReader panel(file);
  const Experiment experiment =
      load_experiment(parse_toml(panel.provenance().config_text_resolved, file), panel.provenance().title).experiment;
  VALIDATE(
      !switched_mechanisms(experiment).empty(),
      file +
          ": does not hold the combinations of mechanisms; `streetlight decompose EXPERIMENT.toml` makes such a file");
  const auto request = request_of(options, experiment, panel.shape());
  const auto results = attribute(panel, request);
  if (options.format == "csv")
    print_data(attribution_csv(panel, request, results, options.guard));
  else if (options.format == "json")
    print_data(attribution_json(panel, request, results));
  else
    print(attribution_table(panel, request, results, text_form(options.format)));
  return panel.runs_completed() == panel.runs() ? exit_done : exit_failed;
}

/// Keeps the columns that are asked for, and the usual ones: all columns of all versions would fill a disk.
void keep_columns(Experiment& experiment, const DecomposeOptions& options) {
  Experiment everything = experiment;
  everything.output.metrics.clear();
  const PanelShape shape = panel_layout(everything);
  const auto names = column_names(shape);
  auto& kept = experiment.output.metrics;
  auto wanted = columns_to_explain(shape);
  for (const std::size_t column : choose(options.columns, names, "column")) wanted.push_back(column);
  for (const std::size_t column : wanted)
    if (std::find(kept.begin(), kept.end(), names[column]) == kept.end()) kept.push_back(names[column]);
  // What can be refused for the choice of groups and window is refused before anything runs
  if (!options.groups.empty()) choose(options.groups, shape.groups, "group");
  choose_window(options.window, shape);
}

/// Versions of the experiment without and with each mechanism, checked and with the columns that are asked for.
MechanismVersions checked_versions(const Experiment& experiment, const DecomposeOptions& options, std::size_t scenario,
                                   std::optional<std::size_t> baseline) {
  auto versions = mechanism_versions(experiment, options.mechanisms, scenario, baseline);
  std::vector<std::string> told_before;  // notes, when the experiment was loaded
  std::string problems;
  for (const auto& [use, message, of_scenario] : examine_inputs(versions.experiment, told_before))
    problems += (problems.empty() ? "" : "\n") + options.run.experiment.file + ": " + use.key + ": " + message;
  VALIDATE(problems.empty(), problems);
  keep_columns(versions.experiment, options);
  return versions;
}

/// The values that matches look for are found as `run` finds them, with every mechanism as the experiment has it, and
/// are the same in all versions.
void take_matched_values(Experiment& experiment) {
  for (Scenario& scenario : experiment.scenarios)
    if (scenario.match) scenario = with_matched_value(scenario, scenario.match->value_at({}));
}

unsigned threads_of(const RunArguments& arguments) {
  if (arguments.threads > 0 || launched_ranks() == 1) return arguments.threads;
  return std::max(1U, usable_processors() / launched_ranks());
}

/// The experiment with every mechanism asked for on and off, in all combinations. Says which are left out.
Experiment switched_experiment(const DecomposeOptions& options) {
  Experiment experiment = load(options.run.experiment);
  std::vector<std::string> names;
  for (const auto& scenario : experiment.scenarios) names.push_back(scenario.name);
  const std::size_t first = options.baseline.empty() ? 0 : choose_one(options.baseline, names, "scenario");
  const std::size_t scenario = options.scenario.empty() ? (names.size() > 1 && first == 0 ? 1 : 0)
                                                        : choose_one(options.scenario, names, "scenario");
  const bool difference = !options.level && names.size() > 1 && scenario != first;
  VALIDATE(difference || options.baseline.empty(),
           "--baseline " + options.baseline +
               ": there is no difference to take from it; leave out --level, or name another --scenario");
  const auto baseline = difference ? std::optional(first) : std::nullopt;
  const auto shown = [&](std::size_t s) { return s == scenario || s == baseline; };
  bool any_match = false;
  for (std::size_t s = 0; s < names.size(); ++s) any_match = any_match || (shown(s) && experiment.scenarios[s].match);

  // What can be refused is refused before a value is looked for
  Experiment before = experiment;
  take_matched_values(before);
  auto versions = checked_versions(before, options, scenario, baseline);
  const bool tell = launched_rank() == 0;
  if (any_match && options.run.dry_run) {
    if (tell)
      std::fprintf(stderr, "note: the values of matches are looked for beforehand, which is not in this plan.\n");
  } else if (any_match) {
    find_and_tell_matches(experiment, threads_of(options.run), launched_rank(), options.run.quiet, shown);
    take_matched_values(experiment);
    versions = checked_versions(experiment, options, scenario, baseline);
    if (tell && !options.run.quiet)
      std::fprintf(stderr,
                   "What a match found, with every mechanism as the experiment has it, holds in all versions.\n");
  }
  if (tell)
    for (const auto& name : versions.inert)
      std::fprintf(stderr, "note: %s is left out: it is off in this experiment anyway, so nothing is due to it.\n",
                   printable(name).c_str());
  return std::move(versions.experiment);
}

/// A result of this command, or the mechanisms of an experiment: there is nothing to run.
int look_only(const DecomposeOptions& options, bool result) {
  if (launched_rank() > 0) return exit_done;
  if (!result) {
    print(mechanisms_text(load(options.run.experiment)));
    return exit_done;
  }
  const std::string& file = options.run.experiment.file;
  VALIDATE(options.mechanisms.empty() && options.scenario.empty() && options.baseline.empty(),
           file + ": holds its mechanisms, scenario and baseline already: choose them when the experiment is run");
  const RunArguments& run = options.run;
  const std::pair<const char*, bool> of_a_run[] = {{"--set", !run.experiment.set.empty()},
                                                   {"--replicates", !run.experiment.replicates.empty()},
                                                   {"--seed", !run.experiment.seed.empty()},
                                                   {"--resume", run.resume},
                                                   {"--dry-run", run.dry_run},
                                                   {"--replace", run.replace},
                                                   {"-o", !run.output.empty()},
                                                   {"--list", options.list}};
  for (const auto& [option, given] : of_a_run)
    VALIDATE(!given, file + ": is a result, which is only looked at: " + option +
                         " belongs to a run. Give the experiment file instead, or leave " + option + " out.");
  return report(options, file);
}

int decompose(DecomposeOptions options) {
  const std::string& file = options.run.experiment.file;
  const bool result = !ending_of(file, result_endings).empty();
  if (result || options.list) return look_only(options, result);
  if (!options.run.output.empty()) check_result_name(options.run.output);
  options.run.default_suffix = ".decompose";
  options.run.whole_command = false;
  return run_experiment([&] { return switched_experiment(options); }, options.run,
                        [&] {
                          const std::string output = output_of(options.run).string();
                          if (!options.run.quiet) std::fprintf(stderr, "%s: written.\n", printable(output).c_str());
                          return report(options, output);
                        });
}

}  // namespace

void add_decompose(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<DecomposeOptions>();
  auto* command = program.add_subcommand(
      "decompose", "Say how much of an outcome is due to which mechanism, by switching them off in all combinations");
  command
      ->add_option("EXPERIMENT.toml", options->run.experiment.file,
                   "The experiment file; or a result of this command (FILE.h5), to look at it again")
      ->required();
  add_settings(*command, options->run.experiment);
  add_options(*command, options->run);
  command
      ->add_option("-o,--output", options->run.output, "Where the runs go (default results/<experiment>.decompose.h5)")
      ->type_name("FILE.h5")
      ->check(not_empty);
  const auto several = [&](const char* name, std::vector<std::string>& into, const char* what) {
    command->add_option(name, into, what)->type_name("NAME")->allow_extra_args(false);
  };
  several("--mechanism", options->mechanisms, "Mechanism to switch (all there are, unless named; --list names them)");
  several("--column,--metric", options->columns,
          "Column to share out (flag_ratio, trust, unmet_need and harm, unless named)");
  several("--group", options->groups, "Group to look at (everyone, unless named; '*' for each)");
  command->add_option("--scenario", options->scenario, "Scenario to explain (the second one, unless named)")
      ->type_name("NAME");
  command->add_option("--baseline", options->baseline, "Scenario to take differences from (the first, unless named)")
      ->type_name("NAME");
  command->add_flag("--level", options->level,
                    "Share out the scenario's own level, not its difference from the baseline");
  command->add_option("--window", options->window, "Months from A up to, but not including, B; either may be left out")
      ->type_name("A:B");
  command->add_option("--format", options->format, "table, markdown, csv or json")
      ->check(CLI::IsMember({"table", "markdown", "csv", "json"}));
  command->add_flag("--list", options->list, "Name the mechanisms and what switches them off; run nothing");
  add_formula_guard(*command, options->guard);
  command->callback([options, &exit_code] { exit_code = decompose(*options); });
}

}  // namespace streetlight
