#include "sim/running/calibration_work.hpp"

#include <algorithm>

#include "sim/config/worlds_file.hpp"
#include "sim/core/check.hpp"
#include "sim/core/text_mark.hpp"
#include "sim/core/wording.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/io/worlds_store.hpp"
#include "sim/running/output_name.hpp"
#include "sim/running/output_path.hpp"
#include "sim/running/text_file.hpp"
#include "sim/running/version.hpp"

namespace streetlight {

namespace {

bool is_text(const std::filesystem::path& output) { return output.extension() == ".toml"; }

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

/// However many worlds it was asked for, and whatever its budget. A file without a mark may be of any.
bool of_one_calibration(const WorldsFile& a, const WorldsFile& b) {
  const auto same_parameter = [](const Prior& one, const Prior& other) {
    return one.key == other.key && one.low == other.low && one.high == other.high && one.scale == other.scale;
  };
  const auto same_target = [](const TargetGoal& one, const TargetGoal& other) {
    return one.name == other.name && one.low == other.low && one.high == other.high &&
           one.discrepancy == other.discrepancy && one.held_out == other.held_out;
  };
  return a.title == b.title && a.model == b.model && !a.calibration.empty() && a.calibration == b.calibration &&
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
                       "output" +
                       worded(" with -o") + ".");
  }
  if (replace) return 0;
  const std::string otherwise =
      " Choose another output" + worded(" with -o, or replace them with --replace.", ", or let it replace them.");
  VALIDATE(!earlier.calibration.empty(),
           output.string() + ": holds worlds, \"" + earlier.title +
               "\", and does not say of which calibration they are (it has no line calibration = \"...\")." +
               otherwise);
  VALIDATE(of_one_calibration(earlier, now),
           output.string() + ": holds worlds of another calibration, \"" + earlier.title +
               "\" (another file, or values changed in it, in the targets or in the experiment)." + otherwise);
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

void write_worlds(const std::filesystem::path& output, const WorldsFile& worlds) {
  std::string content = worlds_text(worlds);
  if (!is_text(output)) content = worlds_store(content, numbers_of(worlds));
  TextFile file(output);
  file.write(content);
  file.finish();
}

/// The output, checked: it can be written, and is called as worlds are.
const std::filesystem::path& checked(const std::filesystem::path& output) {
  check_destination(output, worlds_endings, AtomicFile::room);
  check_ending(output, worlds_endings);
  return output;
}

}  // namespace

CalibrationWork::CalibrationWork(const CalibrationFile& file, CalibrationRequest request)
    : file_(file),
      request_(std::move(request)),
      earlier_(earlier_worlds(checked(request_.output), worlds_of(file, {}), request_.replace)),
      journal_(request_.output, file.text + version_text(), request_.resume),
      simulator_(file, &journal_, request_.threads, request_.stop, request_.ranks ? *request_.ranks : alone_) {}

void CalibrationWork::run(CalibrationEvents events) {
  if (file_.minutes > 0) events.runs_allowed = [this] { return runs_in_minutes(); };
  const auto blocks = parallel_blocks(request_.threads);
  result_ = calibrate(file_.task, simulator_, *blocks, events);
}

/// A budget in minutes as points, by what those so far took. It is worked out once, after the first wave, and kept in
/// the journal, so that a calibration that is resumed has the same.
std::size_t CalibrationWork::runs_in_minutes() {
  if (journal_.budget()) return *journal_.budget();
  const CalibrationJournal::Work& work = journal_.work();
  if (work.points == 0) return file_.task.runs;
  const double points = 60 * file_.minutes / (work.seconds / static_cast<double>(work.points));
  std::size_t runs = std::max(work.points + 1, static_cast<std::size_t>(points));
  if (file_.task.runs > 0) runs = std::min(runs, file_.task.runs);
  journal_.add_budget(runs);
  return runs;
}

std::string CalibrationWork::write() {
  const std::string output = request_.output.string(), kept = journal().string();
  if (result_.check_takes > 0) {
    const std::size_t budget = file_.minutes > 0 ? runs_in_minutes() : file_.task.runs;
    return "No candidate was checked, so nothing was written: the budget is " + std::to_string(budget) + " points, " +
           std::to_string(result_.runs) + " were simulated before the check, and the check of " +
           std::to_string(file_.task.worlds) + " worlds takes about " + std::to_string(result_.check_takes) +
           ". Give a budget of about " + std::to_string(file_.task.runs_of_wave(1) + result_.check_takes) +
           " points, and remove " + kept + ", which holds what was simulated with this one.";
  }
  if (result_.worlds.empty())
    return "No world was found, so nothing was written; what was simulated is kept in " + kept + ".";
  if (result_.worlds.size() < earlier_)
    return output + ": holds " + std::to_string(earlier_) +
           " worlds of this calibration, and stays, because now there are only " +
           std::to_string(result_.worlds.size()) +
           worded(". The same command with --resume and --replace replaces it with these, without simulating again.",
                  ". With resume and replace it is replaced with these, without simulating again.");
  write_worlds(request_.output, worlds_of(file_, result_));
  journal_.remove();
  return "";
}

}  // namespace streetlight
