#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>

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
#include "sim/running/progress_report.hpp"
#include "sim/running/ranks.hpp"
#include "sim/running/run_estimate.hpp"
#include "sim/running/standard_output.hpp"
#include "sim/running/stop_signal.hpp"
#include "sim/running/version.hpp"

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

/// The file; the first rank tells of its notes.
CalibrationFile read_and_note(const std::string& path) {
  CalibrationFile file = read_calibration(path);
  for (const auto& note : file.notes)
    if (launched_rank() == 0) std::fprintf(stderr, "note: %s\n", printable(note).c_str());
  return file;
}

/// Without the scenarios that no target looks at, which are not simulated.
Experiment experiment_timed(const Experiment& base, const CalibrationTask& task, const std::vector<Target>& targets,
                            const std::vector<std::vector<double>>& points) {
  Experiment experiment = experiment_at(base, task.priors, targets, points, 1);
  const auto has_match = [](const Scenario& scenario) { return scenario.match.has_value(); };
  const auto unused = [&](const Scenario& scenario) {
    return std::none_of(targets.begin(), targets.end(), [&](const auto& one) { return one.scenario == scenario.name; });
  };
  if (!targets.empty() && std::none_of(experiment.scenarios.begin(), experiment.scenarios.end(), has_match))
    std::erase_if(experiment.scenarios, unused);
  return experiment;
}

/// What it will take: some points of each kind are planned, and as many timed as a moment allows. `threads`: of all
/// ranks; `own`: of this one.
void tell_plan(const CalibrationFile& file, unsigned threads, unsigned own) {
  const CalibrationTask& task = file.task;
  constexpr std::size_t planned = 32;
  const auto points = some_points(task.priors, planned);
  std::vector<Target> targets;
  for (const std::size_t target : file.goal_targets) targets.push_back(file.targets.targets[target]);
  const auto seconds = [&](const Experiment& base) {
    const Experiment experiment = experiment_timed(base, task, targets, points);
    const PanelShape layout = panel_layout(experiment);
    const RunPlan plan = plan_run(experiment, layout, {}, threads);
    check_memory(plan);
    const double seconds = estimate_time(experiment, layout, plan, {}, own > 0 ? own : plan.threads).work_seconds;
    return seconds / plan.threads / planned;
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
}

int dry_run(const CalibrateArguments& arguments) {
  const auto ranks = join_ranks();
  const unsigned own = arguments.threads > 0 ? arguments.threads : ranks->default_threads();
  const unsigned threads = ranks->size() > 1 ? ranks->sum(own) : own;
  together(*ranks, [&] {
    if (ranks->rank() == 0) tell_plan(read_and_note(arguments.file), threads, own);
  });
  ranks->conclude({});
  return exit_done;
}

/// Tells how far it is on standard error: in a wave, what it left, what the check finds, and how long it may take.
CalibrationEvents told(const CalibrationTask& task, EngineSimulator& simulator, std::size_t& runs,
                       std::optional<ProgressReport>& in_wave) {
  // One point of a wave is simulated with each of its seeds, so there are more simulations than points
  simulator.on_progress = [&in_wave](std::uint32_t stage, std::size_t planned, std::size_t before, std::size_t since) {
    if (stage == 0 || planned == before) return;
    if (since == 0) in_wave.emplace(stderr, "", false, "simulations of wave " + std::to_string(stage));
    const std::size_t wanted = planned - before;
    in_wave->show({since, wanted, static_cast<double>(since), static_cast<double>(wanted)});
  };
  // Points that were simulated before a resume took no time now: nothing is known until one has been
  const auto rest = [](const CalibrationJournal::Work& work, std::size_t points) -> std::string {
    if (work.points == 0) return "";
    return minutes(work.seconds / static_cast<double>(work.points) * static_cast<double>(points));
  };
  CalibrationEvents events;
  events.wave_done = [&, rest](const WaveReport& wave) {
    if (in_wave) in_wave->clear();
    runs += task.runs_of_wave(wave.number);
    const std::size_t most = task.runs > 0 ? std::min(task.runs, task.runs_at_most()) : task.runs_at_most();
    const std::size_t not_for_waves = runs + task.points_of_check();
    const std::string left = most > not_for_waves ? rest(simulator.in_waves(), most - not_for_waves) : "";
    std::fprintf(stderr, "%s%s\n", wave_line(wave).c_str(),
                 left.empty() ? "" : (" Further waves take at most " + left + ".").c_str());
  };
  events.checked = [&, rest, last = std::size_t{0}](std::size_t worlds, std::size_t checked) mutable {
    if (checked < last + 160 && worlds < task.worlds) return;
    last = checked;
    const double rate = static_cast<double>(worlds) / static_cast<double>(checked);
    const double missing = static_cast<double>(task.worlds - worlds);
    std::fprintf(stderr, "%zu of %zu candidates met every target (%.0f %%).", worlds, checked, 100 * rate);
    if (worlds > 0 && missing > 0)
      if (const auto left = rest(simulator.in_check(), static_cast<std::size_t>(missing / rate)); !left.empty())
        std::fprintf(stderr, " About %s left.", left.c_str());
    std::fprintf(stderr, "\n");
  };
  return events;
}

/// Says how it went and writes the worlds.
int conclude(const CalibrateArguments& arguments, const CalibrationTask& task, CalibrationWork& work,
             const std::filesystem::path& output) {
  const bool replaces = std::filesystem::exists(output);
  const Calibration& result = work.result();
  if (work.simulator().failed() > 0)
    std::fprintf(stderr, "%zu points failed and count as missing every target, the first one because: %s\n",
                 work.simulator().failed(), printable(work.simulator().first_failure()).c_str());
  print(calibration_text(task, result));
  if (const std::string why = work.write(); !why.empty()) {
    std::fprintf(stderr, "%s\n", printable(why).c_str());
    return exit_failed;
  }
  if (!arguments.quiet)
    std::printf("\n%s%s: %zu worlds. Next: streetlight run EXPERIMENT.toml --worlds %s\n",
                printable(output.string()).c_str(), replaces ? " (replaced)" : "", result.worlds.size(),
                printable(output.string()).c_str());
  if (result.worlds.size() < task.worlds)
    std::fprintf(stderr, "These are fewer worlds than the %zu asked for: the budget or the candidates ran out.\n",
                 task.worlds);
  return exit_done;
}

/// On the first rank. False when it was stopped.
bool work_on(const CalibrateArguments& arguments, const CalibrationTask& task, CalibrationWork& work) {
  if (arguments.resume && !arguments.quiet)
    std::fprintf(stderr, "Going on: %zu points were simulated before.\n", work.points());
  std::size_t runs = 0;
  std::optional<ProgressReport> in_wave;
  try {
    work.run(arguments.quiet ? CalibrationEvents{} : told(task, work.simulator(), runs, in_wave));
  } catch (const WorkUnwanted&) {
    if (in_wave) in_wave->clear();
    std::fprintf(stderr, "Stopped: %zu simulated points are kept in %s; the same command with --resume goes on.\n",
                 work.points(), printable(work.journal().string()).c_str());
    return false;
  } catch (...) {
    if (in_wave) in_wave->clear();
    throw;
  }
  return true;
}

/// Another folder, a file that is being saved, or another program would mix two calibrations.
void check_alike(Ranks& ranks, const std::string& identity) {
  std::vector<char> first(identity.begin(), identity.end());
  ranks.share(first);
  together(ranks, [&] {
    VALIDATE(std::equal(first.begin(), first.end(), identity.begin(), identity.end()),
             "streetlight: rank " + std::to_string(ranks.rank()) +
                 " reads another calibration than rank 0, in this file or in one that it names, or is another version "
                 "of the program. Give every rank the same files.");
  });
}

int calibrate_command(const CalibrateArguments& arguments) try {
  if (arguments.dry_run) return dry_run(arguments);
  const StopSignal stop_signal;
  const auto ranks = join_ranks();
  const unsigned threads = arguments.threads > 0 ? arguments.threads : ranks->default_threads();
  CalibrationFile file;
  together(*ranks, [&] { file = read_and_note(arguments.file); });
  check_alike(*ranks, file.text + version_text());
  if (ranks->rank() > 0) {
    together(*ranks, [] {});
    EngineSimulator(file, nullptr, threads, &StopSignal::flag(), *ranks).help();
    ranks->conclude({});
    return exit_done;
  }

  const std::filesystem::path output =
      arguments.output.empty() ? default_output(arguments.file, ".worlds") : std::filesystem::path(arguments.output);
  std::optional<CalibrationWork> work;
  together(*ranks, [&] {
    if (arguments.output.empty()) make_folder_of(output);
    work.emplace(file, CalibrationRequest{output, threads, arguments.resume, arguments.replace, &StopSignal::flag(),
                                          ranks.get()});
  });
  const auto end_help = [&] {
    if (work->simulator().end_help()) ranks->conclude({});
  };
  bool done = false;
  try {
    done = work_on(arguments, file.task, *work);
  } catch (...) {
    end_help();
    throw;
  }
  end_help();
  return done ? conclude(arguments, file.task, *work, output) : exit_stopped;
} catch (const ToldElsewhere&) {
  return exit_done;  // mpirun ends the others at the first failure: only the rank that tells of it may report one
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
