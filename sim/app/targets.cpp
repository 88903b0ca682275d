#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "sim/app/experiment_options.hpp"
#include "sim/app/number_text.hpp"
#include "sim/app/program.hpp"
#include "sim/app/progress_report.hpp"
#include "sim/app/run_plan.hpp"
#include "sim/app/standard_output.hpp"
#include "sim/app/stop_signal.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/app/target_measure.hpp"
#include "sim/core/check.hpp"
#include "sim/io/unicode.hpp"

namespace streetlight {

namespace {

struct TargetArguments {
  std::string file;
  ExperimentOptions experiment;  ///< its file is named by the target file
  unsigned threads = 0;
  bool quiet = false;
};

/// Decimals in which the range can be told apart from what misses it.
int decimals_of(const Target& target) { return decimals_for((target.range[1] - target.range[0]) / 4); }

std::string with_error(const Measured& measured, int decimals) {
  const std::string value = grouped(measured.value, decimals);
  return std::isnan(measured.standard_error) ? value : value + " +- " + grouped(measured.standard_error, decimals);
}

std::string report(const TargetList& list, const std::vector<Measured>& measured) {
  std::vector<std::vector<std::string>> rows{{"target", "unit", "published", "tolerance", "got", "verdict", "source"}};
  for (std::size_t k = 0; k < list.targets.size(); ++k) {
    const Target& target = list.targets[k];
    const int decimals = decimals_of(target);
    rows.push_back({target.name, target.unit, grouped(target.published, decimals),
                    grouped(target.range[0], decimals) + " to " + grouped(target.range[1], decimals),
                    with_error(measured[k], decimals),
                    measured[k].reached ? "reached"
                    : target.judged     ? "MISSED"
                                        : "(missed)",
                    target.source});
  }
  std::vector<std::size_t> width(rows.front().size());
  for (const auto& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) width[c] = std::max(width[c], display_width(row[c]));
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t c = 0; c + 1 < row.size(); ++c)
      text += (c >= 2 && c <= 4 ? pad_left(row[c], width[c]) : pad_right(row[c], width[c])) + "  ";
    text += row.back() + "\n";
  }
  for (const auto& target : list.targets)
    if (!target.note.empty()) text += "\n" + target.name + ": " + target.note;
  return text + "\n";
}

int targets(TargetArguments& arguments) {
  const TargetList list = read_targets(arguments.file);
  arguments.experiment.file = list.experiment.string();
  Experiment experiment = arguments.experiment.load();
  experiment.output.metrics.clear();
  check_targets(list.targets, panel_shape(experiment));
  experiment.output.metrics = columns_of(list.targets);
  const PanelShape shape = panel_shape(experiment);

  // Only the scenarios that some target asks for.
  std::vector<bool> used(shape.scenarios.size(), false);
  for (const auto& target : list.targets)
    for (std::size_t s = 0; s < shape.scenarios.size(); ++s)
      if (shape.scenarios[s] == target.scenario) used[s] = true;

  const StopSignal stop_signal;
  ProgressReport progress(stderr, step_unit(*experiment.model), arguments.quiet);
  ExecuteOptions options;
  options.threads = arguments.threads;
  options.stop = &StopSignal::flag();
  options.wanted = [&](RunKey key) { return used[key.scenario] && key.point == 0; };
  options.on_progress = [&](const Progress& so_far) { progress.show(so_far); };
  std::string failure;
  options.on_failure = [&](const RunFailure& run) { failure = run.message; };
  CollectedRuns collected;
  const ExecuteSummary summary = execute(experiment, collected, options);
  progress.clear();
  if (summary.stopped) return exit_stopped;
  if (summary.runs_failed) {
    std::fprintf(stderr, "%zu runs failed, so nothing can be said of the targets: %s\n", summary.runs_failed,
                 printable(failure).c_str());
    return exit_failed;
  }

  std::vector<Measured> measured;
  for (const auto& target : list.targets) measured.push_back(measure(target, shape, collected));
  print(report(list, measured));
  std::size_t judged = 0, missed = 0;
  for (std::size_t k = 0; k < measured.size(); ++k) {
    judged += list.targets[k].judged;
    missed += list.targets[k].judged && !measured[k].reached;
  }
  std::printf("\n%zu of %zu targets reached (%zu replicates; got is their mean +- standard error).\n", judged - missed,
              judged, shape.replicates);
  return missed ? exit_failed : exit_done;
}

}  // namespace

void add_targets(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("targets", "Run an experiment and hold it against published figures");
  auto arguments = std::make_shared<TargetArguments>();
  command->add_option("TARGETS.toml", arguments->file, "The file of targets; it names its experiment")->required();
  arguments->experiment.add_settings_to(*command);
  command->add_option("--threads", arguments->threads, "Threads to use (default: one a core)")
      ->type_name("N")
      ->check(CLI::Range(1u, 4096u));
  command->add_flag("--quiet", arguments->quiet, "Show no progress");
  command->callback([arguments, &exit_code] { exit_code = targets(*arguments); });
}

}  // namespace streetlight
