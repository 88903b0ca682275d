#include "sim/running/engine_simulator.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <limits>
#include <set>

#include "sim/core/blocks.hpp"
#include "sim/experiment/execute.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/running/find_matches.hpp"

namespace streetlight {

namespace {

/// Points whose results are in memory at a time, and that a kill may cost.
constexpr std::size_t points_at_once = 64;

/// The groups that the targets name, of the panel and of the tables beside it.
std::vector<GroupSpec> groups_of(const std::vector<Target>& targets, const std::vector<GroupSpec>& declared) {
  std::set<std::string> named;
  for (const Target& target : targets) {
    named.insert(target.groups.begin(), target.groups.end());
    for (const auto& condition : target.where) named.insert(condition.substr(condition.find('=') + 1));
  }
  std::vector<GroupSpec> groups;
  std::copy_if(declared.begin(), declared.end(), std::back_inserter(groups),
               [&](const GroupSpec& group) { return named.contains(group.name); });
  return groups;
}

/// The first month whose counts a target looks at; the run's end where none does.
Month first_read(const std::vector<Target>& targets, Month months) {
  for (const Target& target : targets)
    if (target.measure != Measure::table)
      months = std::min(months, static_cast<Month>(std::ceil(std::max(0.0, target.window[0]))));
  return months;
}

}  // namespace

Experiment experiment_at(const Experiment& base, const std::vector<Prior>& priors, const std::vector<Target>& targets,
                         const std::vector<std::vector<double>>& values, std::uint64_t seed) {
  Experiment experiment = base;
  experiment.output.metrics = columns_of(targets);
  experiment.output.read_from = first_read(targets, base.run.months);
  experiment.groups = groups_of(targets, base.groups);
  experiment.run.seed = seed;
  experiment.design.emplace().kind = DesignKind::list;
  for (std::size_t j = 0; j < priors.size(); ++j) {
    auto& parameter = experiment.design->parameters.emplace_back();
    parameter.key = priors[j].key;
    for (const auto& point : values) parameter.values.emplace_back(point[j]);
  }
  return experiment;
}

EngineSimulator::EngineSimulator(const CalibrationFile& file, CalibrationJournal& journal, unsigned threads,
                                 const std::atomic<bool>* stop)
    : file_(file), journal_(journal), threads_(threads), stop_(stop) {}

std::vector<std::vector<double>> EngineSimulator::run(const Batch& batch) {
  std::vector<std::size_t> missing;
  for (std::size_t index = 0; index < batch.values.size(); ++index)
    if (!journal_.find({batch.stage, batch.number, index})) missing.push_back(index);
  for (std::size_t first = 0; first < missing.size(); first += points_at_once) {
    const auto last = std::min(missing.size(), first + points_at_once);
    simulate(batch, {missing.begin() + static_cast<std::ptrdiff_t>(first),
                     missing.begin() + static_cast<std::ptrdiff_t>(last)});
    if (on_progress) on_progress(batch, batch.values.size() - missing.size() + last);
  }
  std::vector<std::vector<double>> all;
  for (std::size_t index = 0; index < batch.values.size(); ++index)
    all.push_back(*journal_.find({batch.stage, batch.number, index}));
  return all;
}

void EngineSimulator::simulate(const Batch& batch, const std::vector<std::size_t>& indices) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<Target> targets;
  for (const std::size_t target : file_.goal_targets) targets.push_back(file_.targets.targets[target]);
  std::vector<std::vector<double>> values;
  for (const std::size_t index : indices) values.push_back(batch.values[index]);
  const Experiment& base = batch.stage == 0 ? file_.check.experiment : file_.wave.experiment;
  Experiment experiment = experiment_at(base, file_.task.priors, targets, values, batch.seed);

  const PanelShape shape = panel_shape(experiment);
  std::vector<bool> used(shape.scenarios.size(), targets.empty());
  for (const Target& target : targets)
    for (std::size_t s = 0; s < shape.scenarios.size(); ++s)
      if (shape.scenarios[s] == target.scenario) used[s] = true;

  find_matches(experiment, {.threads = threads_, .stop = stop_, .wanted = [&](auto s) { return bool{used[s]}; }});
  ExecuteOptions options;
  options.threads = threads_;
  options.stop = stop_;
  options.wanted = [&](RunKey key) { return used[key.scenario]; };
  std::vector<char> failed(indices.size());
  options.on_failure = [&](const RunFailure& failure) {
    failed[failure.key.point] = 1;
    if (first_failure_.empty()) first_failure_ = failure.message;
  };
  MemoryResults results(shape);
  const ExecuteSummary summary = execute(experiment, results, options);
  if (summary.stopped) throw WorkUnwanted();

  for (std::size_t p = 0; p < indices.size(); ++p) {
    std::vector<double> got;
    for (const Target& target : targets)
      got.push_back(failed[p] ? std::numeric_limits<double>::quiet_NaN() : measure(target, results, p).value);
    journal_.add({batch.stage, batch.number, indices[p]}, got);
    failed_ += static_cast<std::size_t>(failed[p]);
  }
  journal_.sync();
  simulated_ += indices.size();
  seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace streetlight
