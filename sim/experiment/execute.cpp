#include "sim/experiment/execute.hpp"

#include <mutex>
#include <optional>

#include "sim/core/check.hpp"
#include "sim/core/float_mode.hpp"
#include "sim/experiment/parallel.hpp"
#include "sim/experiment/progress_meter.hpp"
#include "sim/experiment/recorder.hpp"
#include "sim/experiment/shape.hpp"
#include "sim/experiment/versions.hpp"
#include "sim/experiment/work_units.hpp"

namespace streetlight {

namespace {

/// Versions that have been alike so far, and the one simulation they share.
struct Branch {
  VersionSet versions;
  std::uint32_t replicate;
  std::unique_ptr<Simulation> simulation;  ///< null before the first month
  Recorder recorder;
  SharedStart* shared;  ///< of the unit of work
};

class Execution {
 public:
  Execution(const Experiment& experiment, PanelSink& sink, const ExecuteOptions& options)
      : experiment_(experiment),
        sink_(sink),
        options_(options),
        team_(options.threads),
        points_(design_points(experiment.design)),
        layout_(record_layout(experiment, points_.front())),
        laid_out_for_(resolve(experiment, experiment.scenarios.front(), points_.front()).front().parameters),
        units_(wanted_units()),
        open_units_(units_.size()),
        blocks_(team_, &open_units_, [this] { return stopping(); }),
        meter_(options.on_progress, runs_wanted_, units_.size()) {}

  ExecuteSummary run() {
    deal_units();
    meter_.report_last();
    summary_.runs_wanted = runs_wanted_;
    summary_.stopped = summary_.runs_done + summary_.runs_failed < runs_wanted_;
    return summary_;
  }

 private:
  /// Units with something wanted in them. Counts the wanted runs.
  std::vector<WorkUnit> wanted_units() {
    std::vector<WorkUnit> kept;
    const unsigned workers = options_.workers > 0 ? options_.workers : team_.threads();
    for (const WorkUnit& unit :
         work_units(static_cast<std::size_t>(experiment_.run.replicates), points_.size(), workers)) {
      std::size_t runs = 0;
      for (std::uint32_t point = unit.first_point; point < unit.last_point; ++point)
        for (std::uint32_t scenario = 0; scenario < experiment_.scenarios.size(); ++scenario)
          runs += !options_.wanted || options_.wanted({scenario, point, unit.replicate});
      if (runs > 0) kept.push_back(unit);
      runs_wanted_ += runs;
    }
    return kept;
  }

  void deal_units() {
    const auto worker = [&](unsigned) {
      while (!stopping()) {
        const auto unit = next_unit();
        if (!unit) return;
        run_unit(units_[*unit]);
      }
    };
    on_each_thread(team_, worker);
  }

  bool stopping() const { return halted_ || (options_.stop != nullptr && *options_.stop); }

  std::optional<std::size_t> next_unit() {
    const std::lock_guard lock(dealing_);
    if (exhausted_) return std::nullopt;
    const auto unit = options_.next_unit       ? options_.next_unit(units_.size())
                      : dealt_ < units_.size() ? std::optional(dealt_)
                                               : std::nullopt;
    if (unit) {
      EXPECT(*unit < units_.size());
      ++dealt_;
    } else {
      exhausted_ = true;
      open_units_ -= units_.size() - dealt_;  // those that other processes do
    }
    return unit;
  }

  void run_unit(const WorkUnit& unit) {
    try {
      auto versions = unit_versions(experiment_, points_, unit, options_.wanted);
      for (const Version& version : versions)  // else the middle of a range would pass for what was found
        if (const auto& match = experiment_.scenarios[version.scenario].match)
          EXPECT(match->found.contains(points_[version.point]));
      double steps = 0;
      for (const auto& set : starting_sets(versions, options_.share_prefixes))
        steps += count_steps(set, first_month(), experiment_.run.months);
      meter_.unit_planned(steps);
      // Loading checks a part of a large sweep's versions only
      std::erase_if(versions, [&](const Version& version) {
        const auto objection = version.objection();
        if (objection) fail({&version}, unit.replicate, first_month(), *objection);
        return objection.has_value();
      });
      SharedStart shared;
      for (const auto& set : starting_sets(versions, options_.share_prefixes))
        run_branch({set, unit.replicate, nullptr, Recorder(layout_), &shared}, first_month());
    } catch (...) {
      halted_ = true;  // the sink cannot take results: no use to go on anywhere
      throw;
    }
    --open_units_;
  }

  /// Simulates a branch from `month` to its end, forking where its versions part.
  void run_branch(Branch branch, Month month) {
    for (; month < experiment_.run.months; ++month) {
      if (stopping()) return;

      // Where versions part, each class but the last gets a copy of the state; the last one takes it over
      auto classes = split_versions(branch.versions, month);
      for (std::size_t c = 0; c + 1 < classes.size(); ++c)
        if (auto child = fork(branch, std::move(classes[c]), month)) run_branch(std::move(*child), month);
      branch.versions = std::move(classes.back());

      if (!advance(branch, month)) return;
    }
    deliver(std::move(branch));
  }

  std::optional<Branch> fork(const Branch& branch, VersionSet versions, Month month) {
    try {
      auto simulation = branch.simulation ? branch.simulation->fork() : nullptr;
      return Branch{versions, branch.replicate, std::move(simulation), branch.recorder, branch.shared};
    } catch (const std::exception& error) {
      fail(versions, branch.replicate, month, error.what(), std::current_exception());
      return std::nullopt;
    }
  }

  /// One month of one branch; false when it failed.
  bool advance(Branch& branch, Month month) {
    const Version& version = *branch.versions.front();
    try {
      if (!branch.simulation) start(branch);
      if (stopping()) return false;
      if (const AnyParameters* changed = version.change_at(month)) branch.simulation->apply(*changed);
      branch.simulation->step(month);
      if (month >= 0) branch.recorder.record(*branch.simulation, month);
    } catch (const WorkUnwanted&) {
      return false;
    } catch (const std::exception& error) {
      fail(branch.versions, branch.replicate, month, error.what(), std::current_exception());
      return false;
    }
    meter_.stepped(static_cast<double>(version.in_effect(month).entities()));
    return true;
  }

  void start(Branch& branch) {
    // Versions that are alike in effect may still differ in what is declared: each must fit the panel
    for (const Version* version : branch.versions)
      check_same_rows(experiment_, *laid_out_for_, *version->declared.front().parameters);
    ModelContext context = recorded_context(experiment_, branch.replicate, &blocks_, *layout_);
    context.shared = branch.shared;
    branch.simulation = experiment_.model->start(branch.versions.front()->in_effect(first_month()), context);
  }

  void deliver(Branch branch) {
    branch.simulation.reset();
    RunResult result = std::move(branch.recorder).take();
    for (const Version* version : branch.versions) {
      result.key = {version->scenario, version->point, branch.replicate};
      const std::lock_guard lock(delivering_);
      sink_.write(result);
      ++summary_.runs_done;
      meter_.run_ended();
    }
  }

  void fail(const VersionSet& versions, std::uint32_t replicate, Month month, const std::string& why,
            const std::exception_ptr& cause = nullptr) {
    meter_.abandoned(count_steps(versions, month, experiment_.run.months));
    for (const Version* version : versions) {
      const std::lock_guard lock(delivering_);
      ++summary_.runs_failed;
      meter_.run_ended();
      if (options_.on_failure)
        options_.on_failure({{version->scenario, version->point, replicate},
                             experiment_.model->time_unit + " " + std::to_string(month) + ": " + why,
                             cause});
    }
  }

  Month first_month() const { return -experiment_.run.spin_up; }

  const Experiment& experiment_;
  PanelSink& sink_;
  const ExecuteOptions& options_;
  ThreadTeam team_;
  const DesignPoints points_;
  const std::shared_ptr<const RecordLayout> layout_;
  const std::shared_ptr<const AnyParameters> laid_out_for_;
  std::size_t runs_wanted_ = 0;
  const std::vector<WorkUnit> units_;
  std::atomic<std::size_t> open_units_;
  std::mutex dealing_;
  std::size_t dealt_ = 0;  ///< units that this process has taken
  bool exhausted_ = false;
  std::atomic<bool> halted_ = false;
  TeamBlocks blocks_;
  ProgressMeter meter_;
  std::mutex delivering_;
  ExecuteSummary summary_;
};

}  // namespace

ExecuteSummary execute(const Experiment& experiment, PanelSink& sink, const ExecuteOptions& options) {
  const FreshFloatMode mode;
  EXPECT(experiment.model != nullptr && !experiment.scenarios.empty());
  EXPECT(experiment.run.months >= 1 && experiment.run.spin_up >= 0 && experiment.run.replicates >= 1);
  return Execution(experiment, sink, options).run();
}

}  // namespace streetlight
