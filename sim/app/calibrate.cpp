#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <limits>
#include <memory>

#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/calibration_file.hpp"
#include "sim/config/worlds_file.hpp"
#include "sim/core/check.hpp"
#include "sim/core/text_mark.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/io/unicode.hpp"
#include "sim/io/worlds_store.hpp"
#include "sim/report/calibration_text.hpp"
#include "sim/running/engine_simulator.hpp"
#include "sim/running/output_name.hpp"
#include "sim/running/output_path.hpp"
#include "sim/running/run_estimate.hpp"
#include "sim/running/standard_output.hpp"
#include "sim/running/stop_signal.hpp"
#include "sim/running/text_file.hpp"
#include "sim/running/version.hpp"

namespace streetlight {

namespace {

struct Arguments {
  std::string file;
  std::string output;
  unsigned threads = 0;
  bool resume = false;
  bool replace = false;
  bool dry_run = false;
  bool quiet = false;
};

bool is_text(const std::filesystem::path& output) { return output.extension() == ".toml"; }

/// What it will take: a point of each kind is planned and timed.
int dry_run(const CalibrationFile& file, unsigned threads) {
  const CalibrationTask& task = file.task;
  std::vector<std::vector<double>> middle{values_at(task.priors, CubePoint(task.priors.size(), 0.5))};
  std::vector<Target> targets;
  for (const std::size_t target : file.goal_targets) targets.push_back(file.targets.targets[target]);
  const auto seconds = [&](const Experiment& base) {
    const Experiment experiment = experiment_at(base, task.priors, targets, middle, 1);
    const PanelShape layout = panel_layout(experiment);
    const RunPlan plan = plan_run(experiment, layout, {}, threads);
    check_memory(plan);
    return estimate_time(experiment, layout, plan, {}, plan.threads).core_seconds / plan.threads;
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
        std::to_string(static_cast<long>(
            (of_wave * static_cast<double>(waves) + of_check * static_cast<double>(candidates)) / 60 + 1)) +
        " minutes of simulation with these threads.\n");
  return exit_done;
}

WorldsFile worlds_of(const CalibrationFile& file, const Calibration& result) {
  WorldsFile worlds;
  worlds.title = file.title.empty() ? file.path.stem().string() : file.title;
  worlds.model = file.wave.experiment.model->name;
  worlds.made_by =
      "streetlight calibrate " + file.path.filename().string() + " (streetlight " + program_version() + ")";
  worlds.calibration = text_mark(file.identity);
  worlds.reason = result.reason;
  worlds.checked = result.checked;
  worlds.runs = result.runs;
  worlds.priors = file.task.priors;
  worlds.goals = file.task.goals;
  worlds.worlds = result.worlds;
  worlds.waves = result.waves;
  worlds.expected_errors = result.expected_errors;
  worlds.sensitivity = result.sensitivity;
  return worlds;
}

/// However many worlds it was asked for, and whatever its budget. A file of an earlier version has no mark, so what it
/// does say is compared.
bool of_one_calibration(const WorldsFile& a, const WorldsFile& b) {
  const auto same_parameter = [](const Prior& one, const Prior& other) {
    return one.key == other.key && one.low == other.low && one.high == other.high && one.scale == other.scale;
  };
  const auto same_target = [](const TargetGoal& one, const TargetGoal& other) {
    return one.name == other.name && one.low == other.low && one.high == other.high &&
           one.discrepancy == other.discrepancy && one.held_out == other.held_out;
  };
  return a.title == b.title && a.model == b.model && (a.calibration.empty() || a.calibration == b.calibration) &&
         std::equal(a.priors.begin(), a.priors.end(), b.priors.begin(), b.priors.end(), same_parameter) &&
         std::equal(a.goals.begin(), a.goals.end(), b.goals.begin(), b.goals.end(), same_target);
}

/// How many worlds of this calibration are at the output. What is there and is something else would be lost: throws
/// InvalidInput, unless it is worlds and the user says that they may be replaced.
std::size_t earlier_worlds(const std::filesystem::path& output, const WorldsFile& now, bool replace) {
  if (!holds_something(output)) return 0;
  WorldsFile earlier;
  try {
    earlier = read_worlds(output);
  } catch (const InvalidInput&) {
    throw InvalidInput(output.string() +
                       ": there is a file of that name that holds no worlds, and it would be lost. Choose another "
                       "output with -o.");
  }
  if (replace) return 0;
  VALIDATE(of_one_calibration(earlier, now),
           output.string() + ": holds worlds of another calibration, \"" + earlier.title +
               "\" (another file, or values changed in it, in the targets or in the experiment). Choose another output "
               "with -o, or replace them with --replace.");
  return earlier.worlds.size();
}

WorldsNumbers numbers_of(const WorldsFile& worlds) {
  WorldsNumbers numbers;
  for (const Prior& prior : worlds.priors) numbers.parameters.push_back(prior.key);
  for (const TargetGoal& goal : worlds.goals) numbers.targets.push_back(goal.name);
  for (const World& world : worlds.worlds) {
    numbers.values.push_back(world.values);
    numbers.got.push_back(world.got);
    numbers.weights.push_back(world.weight);
    numbers.seeds.push_back(world.seed);
  }
  return numbers;
}

void write(const std::filesystem::path& output, const WorldsFile& worlds) {
  std::string content = worlds_text(worlds);
  if (!is_text(output)) content = worlds_store(content, numbers_of(worlds));
  TextFile file(output);
  file.write(content);
  file.finish();
}

std::string minutes(double seconds) {
  return seconds < 90 ? std::to_string(static_cast<long>(seconds + 1)) + " seconds"
                      : std::to_string(static_cast<long>(seconds / 60 + 1)) + " minutes";
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

/// A budget in minutes as points, by what those so far took. It is worked out once, after the first wave, and kept in
/// the journal, so that a calibration that is resumed has the same.
std::size_t runs_in(const CalibrationFile& file, const EngineSimulator& simulator, CalibrationJournal& journal) {
  constexpr CalibrationJournal::Key of_budget{std::numeric_limits<std::uint32_t>::max(), 0, 0};
  if (const auto* known = journal.find(of_budget)) return static_cast<std::size_t>(known->front());
  if (simulator.simulated() == 0) return file.task.runs;
  const double points = 60 * file.minutes / (simulator.seconds() / static_cast<double>(simulator.simulated()));
  std::size_t runs = std::max(simulator.simulated() + 1, static_cast<std::size_t>(points));
  if (file.task.runs > 0) runs = std::min(runs, file.task.runs);
  journal.add(of_budget, {static_cast<double>(runs)});
  return runs;
}

int calibrate_command(const Arguments& arguments) {
  const CalibrationFile file = read_calibration(arguments.file);
  for (const auto& note : file.notes) std::fprintf(stderr, "note: %s\n", printable(note).c_str());
  if (arguments.dry_run) return dry_run(file, arguments.threads);

  const std::filesystem::path output =
      arguments.output.empty() ? default_output(arguments.file, ".worlds") : std::filesystem::path(arguments.output);
  if (arguments.output.empty()) make_folder_of(output);
  check_destination(output, worlds_endings, AtomicFile::room);
  check_ending(output, worlds_endings);
  const std::size_t earlier = earlier_worlds(output, worlds_of(file, {}), arguments.replace);
  const bool replaces = std::filesystem::exists(output);
  const StopSignal stop_signal;
  CalibrationJournal journal(output, file.text + version_text(), arguments.resume);
  if (arguments.resume && !arguments.quiet)
    std::fprintf(stderr, "Going on: %zu points were simulated before.\n", journal.points());
  EngineSimulator simulator(file, journal, arguments.threads, &StopSignal::flag());
  std::size_t runs = 0;
  CalibrationEvents events = arguments.quiet ? CalibrationEvents{} : told(file.task, simulator, runs);
  if (file.minutes > 0) events.runs_allowed = [&] { return runs_in(file, simulator, journal); };

  Calibration result;
  try {
    const auto blocks = parallel_blocks(arguments.threads);
    result = calibrate(file.task, simulator, *blocks, events);
  } catch (const WorkUnwanted&) {
    std::fprintf(stderr, "Stopped: %zu simulated points are kept in %s; the same command with --resume goes on.\n",
                 journal.points(), printable(CalibrationJournal::beside(output).string()).c_str());
    return exit_stopped;
  }
  if (simulator.failed() > 0)
    std::fprintf(stderr, "%zu points failed and count as missing every target, the first one because: %s\n",
                 simulator.failed(), printable(simulator.first_failure()).c_str());
  print(calibration_text(file.task, result));
  if (result.check_takes > 0) {
    const std::size_t budget = file.minutes > 0 ? runs_in(file, simulator, journal) : file.task.runs;
    std::fprintf(
        stderr,
        "No candidate was checked, so nothing was written: the budget is %zu points, %zu were simulated before "
        "the check, and the check of %zu worlds takes about %zu. Give a budget of about %zu points, and remove "
        "%s, which holds what was simulated with this one.\n",
        budget, result.runs, file.task.worlds, result.check_takes, file.task.runs_of_wave(1) + result.check_takes,
        printable(CalibrationJournal::beside(output).string()).c_str());
    return exit_failed;
  }
  if (result.worlds.empty()) {
    std::fprintf(stderr, "No world was found, so nothing was written; what was simulated is kept in %s.\n",
                 printable(CalibrationJournal::beside(output).string()).c_str());
    return exit_failed;
  }
  if (result.worlds.size() < earlier) {
    std::fprintf(
        stderr,
        "%s: holds %zu worlds of this calibration, and stays, because now there are only %zu. The same command "
        "with --resume and --replace replaces it with these, without simulating again.\n",
        printable(output.string()).c_str(), earlier, result.worlds.size());
    return exit_failed;
  }
  write(output, worlds_of(file, result));
  journal.remove();
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
  auto arguments = std::make_shared<Arguments>();
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
