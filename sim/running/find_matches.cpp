#include "sim/running/find_matches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <optional>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/experiment/parallel.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/results/run_window.hpp"

namespace streetlight {

namespace {

constexpr int most_trials = 20;
constexpr double least_step = 1e-6;  ///< of the range: nearer together, values are as good as the same

/// Six figures, so that a found value can be copied into a file and give the same again.
double rounded(double value) { return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr); }

/// The column over the whole run in each scenario, mean of the replicates.
std::vector<double> means_of(const Experiment& small, const Match& match, const MatchOptions& options) {
  ExecuteOptions execution;
  execution.threads = options.threads;
  execution.stop = options.stop;
  std::optional<RunFailure> failure;
  execution.on_failure = [&](const RunFailure& run) { failure = run; };
  MemoryResults results(panel_shape(small));
  if (execute(small, results, execution).stopped) throw WorkUnwanted();
  const PanelShape& shape = results.shape();
  if (failure) throw SmallRunFailed("a small run fails: " + failure->message, failure->cause);
  std::vector<std::size_t> columns;
  for (const auto& name : match.columns()) columns.push_back(choose_one(name, column_names(shape), "column"));
  std::vector<double> means;
  for (std::uint32_t scenario = 0; scenario < small.scenarios.size(); ++scenario) {
    double sum = 0;
    for (std::uint32_t replicate = 0; replicate < shape.replicates; ++replicate) {
      RunWindow run(results, {0, shape.times.size()}, 0, {scenario, 0, replicate});
      for (const std::size_t column : columns) sum += run.gathered(column).front();
    }
    means.push_back(sum / static_cast<double>(shape.replicates));
    VALIDATE(std::isfinite(means.back()), "the column " + match.column + " has no value in the small runs of \"" +
                                              small.scenarios[scenario].name + "\"");
  }
  return means;
}

/// One match at one point.
class Search {
 public:
  /// `told` before each set of small runs, with its number and the most that there can be.
  Search(const Experiment& experiment, std::size_t scenario, const Settings& point, const MatchOptions& options,
         std::function<void(std::size_t trial, std::size_t most)> told)
      : match_(*experiment.scenarios[scenario].match),
        point_(point),
        options_(options),
        told_(std::move(told)),
        small_(match_experiment(experiment, experiment.scenarios[scenario], point)),
        first_(small_.scenarios[0]),
        other_(small_.scenarios[1]),
        scenario_(small_.scenarios[2]) {
    scenario_.match->found.clear();
    held_against_first_ = scenario > 0 && first_.name != other_.name && !first_.match;
  }

  Match::Found run() {
    const auto name = [&](double value) { return scenario_.name + ", " + match_.by + " = " + shortest(value); };
    small_.scenarios = {other_, with(match_.low, name(match_.low)), with(match_.high, name(match_.high))};
    if (held_against_first_) small_.scenarios.push_back(first_);
    const auto means = next_means();
    wanted_ = means[0];
    const double change = held_against_first_ ? std::abs(wanted_ - means[3]) : 0.0;
    tolerated_ = match_.tolerance * (change > 0 ? change : std::abs(wanted_));
    Trial low{match_.low, means[1] - wanted_}, high{match_.high, means[2] - wanted_};
    if (good(low)) return found(low);
    if (good(high)) return found(high);
    VALIDATE(!match_.from || *match_.from < small_.run.months,
             "match.from = " + std::to_string(*match_.from) + " is never reached: the run has " +
                 std::to_string(small_.run.months) + " months, counted from 0");
    VALIDATE(
        (low.gap < 0) != (high.gap < 0),
        fmt::format("no value between {} and {} does it: {} is {} in \"{}\", and here {} at {} and {} at {}. Widen "
                    "match.range, or ask for what can be had",
                    shortest(match_.low), shortest(match_.high), match_.column, short_number(wanted_), match_.scenario,
                    short_number(means[1]), shortest(match_.low), short_number(means[2]), shortest(match_.high)));
    return between(low, high);
  }

 private:
  struct Trial {
    double value, gap;
  };
  static std::string short_number(double value) { return fmt::format("{:.6g}", value); }
  bool good(const Trial& trial) const { return std::abs(trial.gap) <= tolerated_; }
  Match::Found found(const Trial& trial) const { return {trial.value, wanted_, wanted_ + trial.gap, tolerated_}; }

  Scenario with(double value, const std::string& name) const {
    Scenario made = scenario_;
    made.name = name;
    made.match->found[point_] = {value};
    return made;
  }

  std::vector<double> next_means() {
    told_(++trials_, 1 + most_trials);
    return means_of(small_, match_, options_);
  }

  Trial tried(double value) {
    small_.scenarios = {with(value, scenario_.name)};
    return {value, next_means().front() - wanted_};
  }

  /// False position; where one end stays twice, half its gap counts (Dowell and Jarratt 1971).
  Match::Found between(Trial low, Trial high) {
    double weight_low = 1, weight_high = 1;
    int side = 0;  // of the end that moved last: -1 low, 1 high
    Trial nearest = std::abs(low.gap) < std::abs(high.gap) ? low : high;
    for (int trial = 0; trial < most_trials; ++trial) {
      if (high.value - low.value <= least_step * (match_.high - match_.low)) break;
      const double below = low.gap * weight_low, above = high.gap * weight_high;
      double value = rounded(low.value - below * (high.value - low.value) / (above - below));
      if (!(value > low.value && value < high.value)) value = low.value + (high.value - low.value) / 2;
      const Trial at = tried(value);
      if (std::abs(at.gap) < std::abs(nearest.gap)) nearest = at;
      if (good(at)) return found(at);
      if ((at.gap < 0) == (low.gap < 0)) {
        low = at;
        weight_low = 1;
        if (side == -1) weight_high /= 2;
        side = -1;
      } else {
        high = at;
        weight_high = 1;
        if (side == 1) weight_low /= 2;
        side = 1;
      }
    }
    return found(nearest);  // a step of the column jumps over the tolerance: nothing comes nearer
  }

  const Match& match_;
  const Settings& point_;
  const MatchOptions& options_;
  std::function<void(std::size_t, std::size_t)> told_;
  std::size_t trials_ = 0;
  Experiment small_;
  Scenario first_, other_, scenario_;
  bool held_against_first_ = false;
  double wanted_ = 0, tolerated_ = 0;
};

std::string point_text(const Settings& point, std::size_t number) {
  constexpr std::size_t most_shown = 3;
  if (point.size() > most_shown) return fmt::format(" (design point {})", number);
  std::string text;
  for (const auto& [key, value] : point) text += (text.empty() ? " (" : ", ") + key + " = " + to_text(value);
  return text.empty() ? "" : text + ")";
}

}  // namespace

Experiment match_experiment(const Experiment& experiment, const Scenario& matched, const Settings& point) {
  const Match& match = *matched.match;
  Experiment small = experiment;
  small.groups.clear();
  small.output = {experiment.output.interval, match.columns()};
  small.run.replicates = std::min(experiment.run.replicates, match.replicates);
  small.scenarios = {experiment.scenarios.front()};
  for (const Scenario& each : experiment.scenarios)
    if (each.name == match.scenario) small.scenarios.push_back(each);
  EXPECT(small.scenarios.size() == 2);
  small.scenarios.push_back(matched);
  if (!small.design) return small;
  Design design;
  design.kind = DesignKind::list;
  for (const auto& [key, value] : point) design.parameters.push_back({.key = key, .values = {value}});
  small.design = std::move(design);
  return small;
}

void find_matches(Experiment& experiment, const MatchOptions& options) {
  struct Task {
    std::size_t scenario, point;
    Match::Found found{};
    std::exception_ptr failure{};
  };
  const auto points = design_points(experiment.design);
  std::vector<Task> tasks;
  for (std::size_t s = 0; s < experiment.scenarios.size(); ++s)
    if (experiment.scenarios[s].match && (!options.wanted || options.wanted(s)))
      for (std::size_t p = 0; p < points.size(); ++p) tasks.push_back({s, p});

  // With fewer searches than threads, all threads work on each small run
  ThreadTeam team(options.threads);
  const bool apart = team.threads() > 1 && tasks.size() >= team.threads();
  MatchOptions own = options;
  own.threads = apart ? 1 : team.threads();
  std::mutex dealing, telling;
  std::size_t dealt = 0, done = 0;
  bool failed = false;
  const auto next = [&]() -> Task* {
    const std::lock_guard lock(dealing);
    return failed || dealt == tasks.size() ? nullptr : &tasks[dealt++];
  };
  const auto search = [&](Task& task) {
    const Settings point = points[task.point];
    const auto name = [&] {
      return "\"" + experiment.scenarios[task.scenario].name + "\"" + point_text(point, task.point);
    };
    const auto told = [&](std::size_t trial, std::size_t most) {
      if (!options.on_trial) return;
      const std::lock_guard lock(telling);
      options.on_trial({static_cast<std::size_t>(&task - tasks.data()) + 1, tasks.size(), trial, most});
    };
    try {
      task.found = Search(experiment, task.scenario, point, own, told).run();
      if (!options.on_found) return;
      const Match& match = *experiment.scenarios[task.scenario].match;
      const std::lock_guard lock(telling);
      options.on_found(name() + ": " + found_text(match, task.found), task.found.met(), ++done, tasks.size());
    } catch (const SmallRunFailed& error) {
      SmallRunFailed named("match of scenario " + name() + ": " + error.what(), error.cause);
      named.scenario = task.scenario;
      named.point = task.point;
      task.failure = std::make_exception_ptr(named);
    } catch (const InvalidInput& error) {
      task.failure = std::make_exception_ptr(InvalidInput("match of scenario " + name() + ": " + error.what()));
    } catch (...) {
      task.failure = std::current_exception();
    }
    if (!task.failure) return;
    const std::lock_guard lock(dealing);
    failed = true;
  };
  const auto worker = [&](unsigned) {
    while (Task* task = next()) search(*task);
  };
  if (apart)
    on_each_thread(team, worker);
  else
    worker(0);

  // Tasks are dealt in order, so that the first failure is the same for any number of threads
  for (const Task& task : tasks)
    if (task.failure) std::rethrow_exception(task.failure);
  for (const Task& task : tasks) experiment.scenarios[task.scenario].match->found[points[task.point]] = task.found;
}

std::string found_text(const Match& match, const Match::Found& found) {
  return fmt::format("{} = {}, with which {} is {:.6g} ({:.6g} in \"{}\", to within {:.3g})", match.by,
                     shortest(found.value), match.column, found.got, found.wanted, match.scenario, found.tolerated);
}

}  // namespace streetlight
