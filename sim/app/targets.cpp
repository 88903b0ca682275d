#include <CLI/CLI.hpp>
#include <cstdio>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/target_list.hpp"
#include "sim/core/check.hpp"
#include "sim/io/unicode.hpp"
#include "sim/report/target_table.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/running/find_matches.hpp"
#include "sim/running/progress_report.hpp"
#include "sim/running/run_plan.hpp"
#include "sim/running/standard_output.hpp"
#include "sim/running/stop_signal.hpp"

namespace streetlight {

namespace {

struct TargetArguments {
  std::string file;
  ExperimentWords experiment;  ///< its file is named by the target file
  unsigned threads = 0;
  bool quiet = false;
};

int targets(TargetArguments& arguments) {
  const TargetList list = read_targets(arguments.file);
  arguments.experiment.file = list.experiment.string();
  Experiment experiment = load(arguments.experiment);
  experiment.output.metrics.clear();
  check_targets(list, panel_shape(experiment));
  experiment.output.metrics = columns_of(list.targets);
  const PanelShape shape = panel_shape(experiment);

  // Only the scenarios that some target asks for.
  std::vector<bool> used(shape.scenarios.size(), false);
  for (const auto& target : list.targets)
    for (std::size_t s = 0; s < shape.scenarios.size(); ++s)
      if (shape.scenarios[s] == target.scenario) used[s] = true;

  const StopSignal stop_signal;
  find_matches(experiment,
               {.threads = arguments.threads, .stop = &StopSignal::flag(), .wanted = [&](auto s) { return used[s]; }});
  ProgressReport progress(stderr, step_unit(*experiment.model), arguments.quiet);
  ExecuteOptions options;
  options.threads = arguments.threads;
  options.stop = &StopSignal::flag();
  options.wanted = [&](RunKey key) { return used[key.scenario] && key.point == 0; };
  options.on_progress = [&](const Progress& so_far) { progress.show(so_far); };
  std::string failure;
  options.on_failure = [&](const RunFailure& run) { failure = run.message; };
  MemoryResults results(shape);
  const ExecuteSummary summary = execute(experiment, results, options);
  progress.clear();
  if (summary.stopped) return exit_stopped;
  if (summary.runs_failed) {
    std::fprintf(stderr, "%zu runs failed, so nothing can be said of the targets: %s\n", summary.runs_failed,
                 printable(failure).c_str());
    return exit_failed;
  }

  std::vector<Measured> measured;
  for (const auto& target : list.targets) measured.push_back(measure(target, results));
  std::size_t judged = 0, missed = 0;
  for (std::size_t k = 0; k < measured.size(); ++k) {
    judged += list.targets[k].judged;
    missed += list.targets[k].judged && !measured[k].reached;
  }
  print(targets_text(list.targets, measured) + "\n" + std::to_string(judged - missed) + " of " +
        std::to_string(judged) + " targets reached (" + std::to_string(shape.replicates) +
        " replicates; got is over them all, +- standard error).\n");
  return missed ? exit_failed : exit_done;
}

}  // namespace

void add_targets(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("targets", "Run an experiment and compare it with published figures");
  auto arguments = std::make_shared<TargetArguments>();
  command->add_option("TARGETS.toml", arguments->file, "The file of targets; it names its experiment")->required();
  add_settings(*command, arguments->experiment);
  command
      ->add_option("--threads", arguments->threads, "Threads to use (default: one for each processor that it may use)")
      ->type_name("N")
      ->check(CLI::Range(1u, 4096u));
  command->add_flag("--quiet", arguments->quiet, "Show no progress");
  command->callback([arguments, &exit_code] { exit_code = targets(*arguments); });
}

}  // namespace streetlight
