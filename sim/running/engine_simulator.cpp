#include "sim/running/engine_simulator.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <limits>
#include <new>
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

bool is_lack_of_memory(const std::exception_ptr& cause) {
  if (!cause) return false;
  try {
    std::rethrow_exception(cause);
  } catch (const std::bad_alloc&) {
    return true;
  } catch (...) {
    return false;
  }
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

EngineSimulator::EngineSimulator(const CalibrationFile& file, CalibrationJournal* journal, unsigned threads,
                                 const std::atomic<bool>* stop, Ranks& ranks)
    : file_(file), journal_(journal), threads_(threads), stop_(stop), ranks_(ranks) {}

void EngineSimulator::plan(std::vector<Batch> coming) {
  coming_ = std::move(coming);
  planned_ = before_ = since_ = 0;
  for (const Batch& batch : coming_)
    for (std::size_t index = 0; index < batch.values.size(); ++index) {
      ++planned_;
      before_ += journal_->find({batch.stage, batch.number, index}) != nullptr;
    }
  tell();
}

std::vector<std::vector<double>> EngineSimulator::run(const Batch& batch) {
  while (lacks(batch)) {
    const auto start = std::chrono::steady_clock::now();
    const auto pieces = next_pieces(batch);
    if (ranks_.size() > 1) {
      std::vector<char> bytes = bytes_of(pieces);
      ranks_.share(bytes);
    }
    const auto outcomes = simulate_together(pieces);
    keep(pieces, outcomes, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    if (std::any_of(outcomes.begin(), outcomes.end(), [](const auto& one) { return one.stopped; }))
      throw WorkUnwanted();
    tell();
  }
  std::vector<std::vector<double>> all;
  for (std::size_t index = 0; index < batch.values.size(); ++index)
    all.push_back(*journal_->find({batch.stage, batch.number, index}));
  return all;
}

void EngineSimulator::help() {
  for (;;) {
    std::vector<char> bytes;
    ranks_.share(bytes);
    const auto pieces = pieces_of(bytes);
    if (pieces.empty()) return;
    simulate_together(pieces);
  }
}

bool EngineSimulator::end_help() {
  if (help_ended_) return false;
  help_ended_ = true;
  std::vector<char> nothing = bytes_of(std::vector<PointPiece>());
  ranks_.share(nothing);
  return true;
}

bool EngineSimulator::lacks(const Batch& batch) const {
  for (std::size_t index = 0; index < batch.values.size(); ++index)
    if (!journal_->find({batch.stage, batch.number, index})) return true;
  return false;
}

/// As many pieces as there are ranks, if so much is planned: of this batch, then of those after it.
std::vector<PointPiece> EngineSimulator::next_pieces(const Batch& batch) const {
  std::vector<PointPiece> pieces;
  const auto add = [&](const Batch& from) {
    const Batch of_it{from.stage, from.number, from.seed, {}};
    PointPiece piece{of_it, {}};
    const auto finish = [&] {
      if (!piece.indices.empty() && pieces.size() < ranks_.size()) pieces.push_back(std::move(piece));
      piece = {of_it, {}};
    };
    for (std::size_t index = 0; index < from.values.size(); ++index) {
      if (journal_->find({from.stage, from.number, index})) continue;
      piece.batch.values.push_back(from.values[index]);
      piece.indices.push_back(index);
      if (piece.indices.size() == points_at_once) finish();
    }
    finish();
  };
  add(batch);
  for (const Batch& later : coming_)
    if (later.stage == batch.stage && later.number > batch.number && pieces.size() < ranks_.size()) add(later);
  return pieces;
}

/// This rank's piece; on the first rank, what came of every one.
std::vector<PieceOutcome> EngineSimulator::simulate_together(const std::vector<PointPiece>& pieces) {
  PieceOutcome own;
  help_ended_ = true;  // unless every rank comes through
  together(ranks_, [&] {
    if (ranks_.rank() < pieces.size()) own = simulate(pieces[ranks_.rank()]);
    own.stopped = own.stopped || (stop_ != nullptr && *stop_);
  });
  help_ended_ = false;
  std::vector<PieceOutcome> outcomes;
  if (ranks_.size() == 1) return {own};
  for (const auto& bytes : ranks_.gather(bytes_of(own)))
    if (ranks_.rank() == 0) outcomes.push_back(outcome_of(bytes));
  return outcomes;
}

PieceOutcome EngineSimulator::simulate(const PointPiece& piece) const {
  std::vector<Target> targets;
  for (const std::size_t target : file_.goal_targets) targets.push_back(file_.targets.targets[target]);
  const Batch& batch = piece.batch;
  const Experiment& base = batch.stage == 0 ? file_.check.experiment : file_.wave.experiment;
  Experiment experiment = experiment_at(base, file_.task.priors, targets, batch.values, batch.seed);

  const PanelShape shape = panel_shape(experiment);
  std::vector<bool> used(shape.scenarios.size(), targets.empty());
  for (const Target& target : targets)
    for (std::size_t s = 0; s < shape.scenarios.size(); ++s)
      if (shape.scenarios[s] == target.scenario) used[s] = true;

  PieceOutcome outcome;
  ExecuteOptions options;
  options.threads = threads_;
  options.stop = stop_;
  options.wanted = [&](RunKey key) { return used[key.scenario]; };
  std::vector<char> failed(batch.values.size());
  std::exception_ptr no_memory;
  options.on_failure = [&](const RunFailure& failure) {
    failed[failure.key.point] = 1;
    if (outcome.first_failure.empty()) outcome.first_failure = failure.message;
    if (is_lack_of_memory(failure.cause)) no_memory = failure.cause;
  };
  MemoryResults results(shape);
  try {
    find_matches(experiment, {.threads = threads_, .stop = stop_, .wanted = [&](auto s) { return bool{used[s]}; }});
    outcome.stopped = execute(experiment, results, options).stopped;
  } catch (const WorkUnwanted&) {
    outcome.stopped = true;
  }
  if (no_memory) std::rethrow_exception(no_memory);  // of this machine, not of the point
  const auto complete = [&](std::uint32_t point) {
    for (std::uint32_t scenario = 0; scenario < used.size(); ++scenario)
      for (std::uint32_t replicate = 0; used[scenario] && replicate < shape.replicates; ++replicate)
        if (!results.completed({scenario, point, replicate})) return false;
    return true;
  };
  for (std::size_t p = 0; p < batch.values.size(); ++p) {
    if (!failed[p] && !complete(static_cast<std::uint32_t>(p))) continue;
    outcome.done.push_back(p);
    auto& got = outcome.got.emplace_back();
    for (const Target& target : targets)
      got.push_back(failed[p] ? std::numeric_limits<double>::quiet_NaN() : measure(target, results, p).value);
    outcome.failed += static_cast<std::size_t>(failed[p]);
  }
  return outcome;
}

void EngineSimulator::keep(const std::vector<PointPiece>& pieces, const std::vector<PieceOutcome>& outcomes,
                           double seconds) {
  std::size_t count = 0;
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    const auto& [batch, indices] = pieces[k];
    for (std::size_t d = 0; d < outcomes[k].done.size(); ++d)
      journal_->add({batch.stage, batch.number, indices[outcomes[k].done[d]]}, outcomes[k].got[d]);
    count += outcomes[k].done.size();
    failed_ += outcomes[k].failed;
    if (first_failure_.empty()) first_failure_ = outcomes[k].first_failure;
  }
  CalibrationJournal::Work& work = pieces.front().batch.stage == 0 ? in_check_ : in_waves_;
  work.points += count;
  work.seconds += seconds;
  since_ += count;
  if (file_.minutes > 0) {
    const auto all = journal_->work();
    journal_->add_work({all.points + count, all.seconds + seconds});
  }
  journal_->sync();
}

void EngineSimulator::tell() const {
  if (on_progress && !coming_.empty()) on_progress(coming_.front().stage, planned_, before_, since_);
}

}  // namespace streetlight
