#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/core/check.hpp"
#include "sim/io/unicode.hpp"
#include "sim/report/terminal.hpp"
#include "sim/running/earlier_result.hpp"
#include "sim/running/experiment_provenance.hpp"
#include "sim/running/output_name.hpp"
#include "sim/running/output_path.hpp"
#include "sim/running/run_estimate.hpp"
#include "sim/running/run_job.hpp"
#include "sim/running/run_name.hpp"
#include "sim/running/run_plan.hpp"
#include "sim/running/slurm_script.hpp"
#include "sim/running/text_file.hpp"
#include "sim/running/version.hpp"

namespace streetlight {

namespace {

namespace fs = std::filesystem;

/// A task that takes less is more trouble to the scheduler than it is worth.
constexpr double least_task_seconds = 600;
/// What Slurm's own default (MaxArraySize 1001) allows.
constexpr std::size_t most_tasks = 1000;

struct SlurmArguments {
  ExperimentWords experiment;
  std::string output;
  std::string script;
  std::string time = "1:00:00";
  std::size_t tasks = 0;
  unsigned cpus = 1;
  bool replace = false;
  std::vector<std::string> sbatch;
};

/// As many tasks as make each last some ten minutes, or half of the walltime if that is shorter.
std::size_t choose_tasks(double core_seconds, const SlurmArguments& arguments, unsigned walltime, std::size_t units) {
  const double target = std::min(least_task_seconds, walltime / 2.0);
  const double wanted = std::ceil(core_seconds / (target * arguments.cpus));
  return static_cast<std::size_t>(std::clamp(wanted, 1.0, static_cast<double>(std::min(units, most_tasks))));
}

/// An earlier script of ours may be replaced, and one that was changed when the user says so; nothing else.
void check_earlier_script(const fs::path& path, bool replace) {
  constexpr unsigned longest = 1u << 22;
  const std::string there = beginning(path, longest);
  VALIDATE(there.empty() || is_slurm_script(there),
           path.string() +
               ": there is already a file of that name, and it is not a script that this program wrote. "
               "Choose another name with --script");
  VALIDATE(
      there.empty() || replace || is_as_written(there),
      path.string() +
          ": this script has been changed since this program wrote it (or is of an earlier version). Choose another "
          "name with --script, or replace it with --replace");
}

/// A path that a command of the script does not take for an option.
std::string as_argument(const std::string& path) { return path.starts_with("-") ? "./" + path : path; }

std::string words_of(const SlurmArguments& arguments, const std::vector<std::string>& experiment) {
  std::string text = "streetlight slurm";
  for (const auto& word : experiment) text += " " + shell_quoted(word);
  text += " --time " + arguments.time + " --cpus " + std::to_string(arguments.cpus);
  if (arguments.tasks > 0) text += " --array " + std::to_string(arguments.tasks);
  return text;
}

int slurm(const SlurmArguments& arguments) {
  const unsigned walltime = slurm_seconds(arguments.time);
  const Experiment experiment = load(arguments.experiment);
  const PanelShape shape = panel_layout(experiment);
  const RunPlan plan = plan_run(experiment, shape, Shard{}, arguments.cpus);
  check_memory(plan);
  const std::size_t units = plan.points * plan.replicates;
  VALIDATE(arguments.tasks <= units,
           fmt::format("--array {}: there {} that can be dealt (design points x replicates; scenarios stay together)",
                       arguments.tasks, units == 1 ? "is only 1 part" : fmt::format("are only {} parts", units)));
  // Paths are kept relative: the jobs work in the folder from which they are submitted.
  const fs::path output =
      arguments.output.empty() ? default_output(arguments.experiment.file, "") : fs::path(arguments.output);
  if (arguments.output.empty()) make_folder_of(output);
  check_output_path(output);
  const bool refuse = arguments.output.empty() && !arguments.replace;
  check_earlier_result(
      output, shape, provenance_of(with_matches_of(output, experiment)), [](const RunKey&) { return true; },
      refuse ? Earlier::refuse : Earlier::tell);
  fs::path path = arguments.script, folder = output;
  if (path.empty()) path = fs::path(output).replace_extension(".sbatch");
  check_destination(path, script_endings, AtomicFile::room, "--script");
  TextFile file(path);
  check_earlier_script(path, arguments.replace);
  check_ending(path, script_endings, "--script");

  SlurmScript script;
  for (const auto& option : arguments.sbatch) script.options.push_back(sbatch_words(option));
  script.experiment = {as_argument(arguments.experiment.file)};
  const auto options = arguments.experiment.options();
  script.experiment.insert(script.experiment.end(), options.begin(), options.end());
  script.command = words_of(arguments, script.experiment);
  script.version = version_text();
  std::error_code unknown;  // without /proc the cluster has to find the program by its name
  script.program = fs::read_symlink("/proc/self/exe", unknown).string();
  if (unknown) script.program = "streetlight";
  script.output = as_argument(output.string());
  script.folder = as_argument(folder.replace_extension(".shards").string());
  for (const char c : output.stem().string()) script.name += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
  script.cpus = arguments.cpus;
  script.seconds = walltime;
  script.megabytes = 200 + 1.25 * plan.memory.total(plan.at_once) / 1e6;

  const RunPlan on_one_core = plan_run(experiment, shape, Shard{}, 1);
  const double core_seconds = estimate_time(experiment, shape, on_one_core, Shard{}, 1).core_seconds;
  script.tasks = arguments.tasks > 0 ? arguments.tasks : choose_tasks(core_seconds, arguments, walltime, units);
  file.write(to_text(script));
  file.finish();

  const double unit_seconds = core_seconds / static_cast<double>(units);
  const double task_seconds = std::max(unit_seconds, core_seconds / static_cast<double>(script.tasks) / script.cpus);
  std::printf("%s: %zu run%s in %zu task%s of about %s each (measured on one core here), then the merge into %s.\n",
              printable(path.string()).c_str(), plan.runs, plan.runs == 1 ? "" : "s", script.tasks,
              script.tasks == 1 ? "" : "s", duration_text(task_seconds).c_str(), printable(output.string()).c_str());
  if (unit_seconds > walltime / 2.0)
    std::fprintf(stderr,
                 "note: one replicate takes about %s, and a task has %s: what is not finished by then begins anew, so "
                 "give more with --time\n",
                 duration_text(unit_seconds).c_str(), duration_text(walltime).c_str());
  else if (task_seconds > walltime - stop_margin(walltime))
    std::fprintf(stderr, "note: a task takes longer than its walltime, so it will go back into the queue and go on\n");
  std::printf("Next, on the cluster: bash %s\n", printable(shell_quoted(path.string())).c_str());
  return exit_done;
}

}  // namespace

void add_slurm(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("slurm", "Write a batch script that runs an experiment on a Slurm cluster");
  auto arguments = std::make_shared<SlurmArguments>();
  add_options(*command, arguments->experiment);
  add_worlds(*command, arguments->experiment);
  command->add_option("-o,--output", arguments->output, "Where the result goes (default results/<experiment>.h5)")
      ->type_name("FILE.h5")
      ->check(not_empty);
  command->add_flag(
      "--replace", arguments->replace,
      "Replace a script that was changed; the merge may replace another experiment's result where no -o names "
      "the output");
  command
      ->add_option(
          "--script", arguments->script,
          "Where the script goes (default: the result's name with .sbatch); the shards go into a folder beside "
          "the result")
      ->type_name("FILE")
      ->check(not_empty);
  command
      ->add_option("--array", arguments->tasks,
                   "Tasks to cut the runs into (default: by a short measurement, so that each takes some ten minutes)")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{4'000'000}));
  command->add_option("--time", arguments->time, "Walltime of a task, as Slurm writes it (default 1:00:00)")
      ->type_name("TIME");
  command->add_option("--cpus", arguments->cpus, "Cores of a task (default 1)")
      ->type_name("N")
      ->check(CLI::Range(1u, 4096u));
  command
      ->add_option("--sbatch", arguments->sbatch,
                   "A further option of sbatch, as in --sbatch=--partition=long (may be repeated)")
      ->type_name("OPTION")
      ->allow_extra_args(false);
  command->callback([arguments, &exit_code] { exit_code = slurm(*arguments); });
}

}  // namespace streetlight
