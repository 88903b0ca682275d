#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/calibration_file.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/io/unicode.hpp"
#include "sim/report/calibration_text.hpp"
#include "sim/running/calibration_work.hpp"
#include "sim/running/output_name.hpp"
#include "sim/running/output_path.hpp"
#include "sim/running/run_estimate.hpp"
#include "sim/running/standard_output.hpp"
#include "sim/running/stop_signal.hpp"

namespace streetlight {

namespace {

struct CalibrateArguments {
  std::string file;
  std::string output;
  unsigned threads = 0;
  bool resume = false;
  bool replace = false;
  bool dry_run = false;
  bool quiet = false;
};

std::string minutes(double seconds) {
  const auto counted = [](double number, const char* unit) {
    const long whole = static_cast<long>(number + 1);
    return std::to_string(whole) + " " + unit + (whole == 1 ? "" : "s");
  };
  return seconds < 90 ? counted(seconds, "second") : counted(seconds / 60, "minute");
}

/// Points that are spread over the priors, so that those have no more in common than a wave's.
std::vector<std::vector<double>> some_points(const std::vector<Prior>& priors, std::size_t count) {
  constexpr double step = 0.6180339887498949;
  std::vector<std::vector<double>> points;
  for (std::size_t p = 0; p < count; ++p) {
    CubePoint point;
    for (std::size_t j = 0; j < priors.size(); ++j)
      point.push_back(std::fmod(0.5 + step * static_cast<double>(p * (j + 1)), 1.0));
    points.push_back(values_at(priors, point));
  }
  return points;
}

/// What it will take: some points of each kind are planned, and as many timed as a moment allows.
int dry_run(const CalibrationFile& file, unsigned threads) {
  const CalibrationTask& task = file.task;
  constexpr std::size_t planned = 32;
  const auto points = some_points(task.priors, planned);
  std::vector<Target> targets;
  for (const std::size_t target : file.goal_targets) targets.push_back(file.targets.targets[target]);
  const auto seconds = [&](const Experiment& base) {
    const Experiment experiment = experiment_at(base, task.priors, targets, points, 1);
    const PanelShape layout = panel_layout(experiment);
    const RunPlan plan = plan_run(experiment, layout, {}, threads);
    check_memory(plan);
    return estimate_time(experiment, layout, plan, {}, plan.threads).work_seconds / plan.threads / planned;
  };
  const double of_wave = seconds(file.wave.experiment), of_check = seconds(file.check.experiment);
  std::size_t held_out = 0;
  for (const TargetGoal& goal : task.goals) held_out += goal.held_out;
  std::size_t waves = 0;
  for (std::size_t wave = 1; wave <= task.most_waves; ++wave) waves += task.points_of_wave(wave);
  const std::size_t candidates = task.runs_at_most() - waves;
  print(std::to_string(task.priors.size()) + " parameters, " + std::to_string(task.goals.size() - held_out) +
        " targets (" + std::to_string(held_out) + " more held out).\nAt most " + std::to_string(task.most_waves) +
        " waves, " + std::to_string(waves) + " points together; then about " + std::to_string(candidates) +
        " candidates for " + std::to_string(task.worlds) + " worlds." +
        (task.runs > 0 ? " The budget is " + std::to_string(task.runs) + " points." : "") + "\nAbout " +
        minutes(of_wave * static_cast<double>(waves) + of_check * static_cast<double>(candidates)) +
        " of simulation with these threads.\n");
  return exit_done;
}

/// Tells how far it is on standard error: what a wave left, what the check finds, and how long it may take.
CalibrationEvents told(const CalibrationTask& task, const EngineSimulator& simulator, std::size_t& runs) {
  // Points that were simulated before a resume took no time now: nothing is known until one has been
  const auto rest = [&](const char* about, std::size_t points) -> std::string {
    if (simulator.simulated() == 0) return "";
    const double each = simulator.seconds() / static_cast<double>(simulator.simulated());
    return std::string(" ") + about + " " + minutes(each * static_cast<double>(points)) + " left.";
  };
  CalibrationEvents events;
  events.wave_done = [&task, &runs, rest](const WaveReport& wave) {
    runs += wave.points;
    const std::size_t all = task.runs > 0 ? std::min(task.runs, task.runs_at_most()) : task.runs_at_most();
    std::fprintf(stderr, "%s%s\n", wave_line(wave).c_str(), rest("At most", all > runs ? all - runs : 0).c_str());
  };
  events.checked = [&task, rest, last = std::size_t{0}](std::size_t worlds, std::size_t checked) mutable {
    if (checked < last + 160 && worlds < task.worlds) return;
    last = checked;
    const double rate = static_cast<double>(worlds) / static_cast<double>(checked);
    const double missing = static_cast<double>(task.worlds - worlds);
    std::fprintf(stderr, "%zu of %zu candidates met every target (%.0f %%).", worlds, checked, 100 * rate);
    if (worlds > 0 && missing > 0)
      std::fprintf(stderr, "%s", rest("About", static_cast<std::size_t>(missing / rate)).c_str());
    std::fprintf(stderr, "\n");
  };
  return events;
}

int calibrate_command(const CalibrateArguments& arguments) {
  const CalibrationFile file = read_calibration(arguments.file);
  for (const auto& note : file.notes) std::fprintf(stderr, "note: %s\n", printable(note).c_str());
  if (arguments.dry_run) return dry_run(file, arguments.threads);

  const std::filesystem::path output =
      arguments.output.empty() ? default_output(arguments.file, ".worlds") : std::filesystem::path(arguments.output);
  if (arguments.output.empty()) make_folder_of(output);
  const StopSignal stop_signal;
  CalibrationWork work(file, {output, arguments.threads, arguments.resume, arguments.replace, &StopSignal::flag()});
  if (arguments.resume && !arguments.quiet)
    std::fprintf(stderr, "Going on: %zu points were simulated before.\n", work.points());
  const bool replaces = std::filesystem::exists(output);
  std::size_t runs = 0;
  try {
    work.run(arguments.quiet ? CalibrationEvents{} : told(file.task, work.simulator(), runs));
  } catch (const WorkUnwanted&) {
    std::fprintf(stderr, "Stopped: %zu simulated points are kept in %s; the same command with --resume goes on.\n",
                 work.points(), printable(work.journal().string()).c_str());
    return exit_stopped;
  }
  const Calibration& result = work.result();
  if (work.simulator().failed() > 0)
    std::fprintf(stderr, "%zu points failed and count as missing every target, the first one because: %s\n",
                 work.simulator().failed(), printable(work.simulator().first_failure()).c_str());
  print(calibration_text(file.task, result));
  if (const std::string why = work.write(); !why.empty()) {
    std::fprintf(stderr, "%s\n", printable(why).c_str());
    return exit_failed;
  }
  if (!arguments.quiet)
    std::printf("\n%s%s: %zu worlds. Next: streetlight run EXPERIMENT.toml --worlds %s\n",
                printable(output.string()).c_str(), replaces ? " (replaced)" : "", result.worlds.size(),
                printable(output.string()).c_str());
  if (result.worlds.size() < file.task.worlds)
    std::fprintf(stderr, "These are fewer worlds than the %zu asked for: the budget or the candidates ran out.\n",
                 file.task.worlds);
  return exit_done;
}

}  // namespace

void add_calibrate(CLI::App& program, int& exit_code) {
  auto* command =
      program.add_subcommand("calibrate", "Find worlds: sets of parameter values that reproduce the published figures");
  auto arguments = std::make_shared<CalibrateArguments>();
  command->add_option("CALIBRATION.toml", arguments->file, "The calibration file")->required();
  command
      ->add_option(
          "-o,--output", arguments->output,
          "Where the worlds go: FILE.h5, or FILE.toml for the text form (default results/<calibration>.worlds.h5)")
      ->type_name("FILE")
      ->check(not_empty);
  command
      ->add_option(
          "--threads", arguments->threads,
          "Threads to use (default: one for each processor that it may use); the worlds are the same for any number")
      ->type_name("N")
      ->check(CLI::Range(1u, 4096u));
  command->add_flag("--resume", arguments->resume, "Go on from an interrupted calibration");
  command->add_flag("--replace", arguments->replace,
                    "Replace another calibration's worlds, or more worlds than are found now");
  command->add_flag("--dry-run", arguments->dry_run, "Say how many points and how long; run nothing");
  command->add_flag("--quiet", arguments->quiet, "Show no progress");
  command->callback([arguments, &exit_code] { exit_code = calibrate_command(*arguments); });
}

}  // namespace streetlight
