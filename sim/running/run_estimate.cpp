#include "sim/running/run_estimate.hpp"

#include <algorithm>
#include <ctime>

#include "sim/experiment/cost_sample.hpp"
#include "sim/experiment/processors.hpp"
#include "sim/experiment/shape.hpp"
#include "sim/experiment/work_units.hpp"
#include "sim/running/find_matches.hpp"
#include "sim/running/writing_cost.hpp"

namespace streetlight {

namespace {

/// Seconds that planning, simulating and, where a population is too large for that, simulating a smaller one may take.
constexpr double planning_budget = 0.3, simulating_budget = 0.8, smaller_budget = 0.8, match_budget = 0.4;
/// Of a unit of work so many versions are planned; the rest is taken to go on like the second half of them.
constexpr std::size_t most_versions_planned = 240;
constexpr std::size_t most_points_simulated = 8;
/// Of a month that several threads work on, what one of them has to do alone (docs/performance.md).
constexpr double serial_part = 0.06;
/// Values that a match usually tries between the ends of its range (England's and the council's, in 70 searches).
constexpr double usual_trials = 3;

double seconds_of(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}
double processor_seconds() { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }
double process_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }
double wall_seconds() { return seconds_of(CLOCK_MONOTONIC); }

/// Numbers that fill (0, 1) evenly, however many are taken: 1/2, 1/4, 3/4, 1/8, ...
double spread_number(std::size_t index) {
  double number = 0, part = 0.5;
  for (std::size_t rest = index + 1; rest > 0; rest /= 2, part /= 2) number += part * static_cast<double>(rest % 2);
  return number;
}

std::size_t index_of(std::size_t index, std::size_t count) {
  return std::min(count - 1, static_cast<std::size_t>(spread_number(index) * static_cast<double>(count)));
}

std::vector<Version> versions_at(const Experiment& experiment, const DesignPoints& points,
                                 const std::vector<std::uint32_t>& chosen) {
  std::vector<Version> versions;
  for (const std::uint32_t point : chosen) {
    const Settings settings = points[point];
    for (std::uint32_t scenario = 0; scenario < experiment.scenarios.size(); ++scenario)
      versions.push_back(make_version(experiment, scenario, point, settings));
  }
  return versions;
}

/// What is to be done, as far as a few units of work tell.
struct PlannedWork {
  Work work;
  double apart = 0;    ///< entity-months without sharing
  double seconds = 0;  ///< that planning takes
  double pairs = 0;    ///< of a point and a replicate
  double units = 0;
};

/// Adds what one unit holds, told by its first points where there are many.
void add_unit(const Experiment& experiment, const DesignPoints& points, const WorkUnit& unit, const Shard& shard,
              PlannedWork& planned) {
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t point = unit.first_point; point < unit.last_point; ++point)
    if (shard.holds({0, point, unit.replicate}, static_cast<std::size_t>(experiment.run.replicates)))
      chosen.push_back(point);
  if (chosen.empty()) chosen.push_back(unit.first_point);
  const std::size_t all = chosen.size(), scenarios = experiment.scenarios.size();
  const std::size_t some = std::min(all, std::max<std::size_t>(2, most_versions_planned / scenarios));
  chosen.resize(some);

  const double begin = processor_seconds();
  const auto versions = versions_at(experiment, points, chosen);
  const auto first = [&](std::size_t count) {
    VersionSet set;
    for (std::size_t v = 0; v < count * scenarios; ++v) set.push_back(&versions[v]);
    return work_of(experiment, set);
  };
  Work work = first(some);
  const double part = static_cast<double>(all) / static_cast<double>(some);
  planned.seconds += (processor_seconds() - begin) * part;
  if (all > some) {
    const Work half = first(some / 2);
    const double times = static_cast<double>(all - some) / static_cast<double>(some - some / 2);
    const Work whole = work;
    work.add(whole, times).add(half, -times);
  }
  planned.work.add(work, 1);
  for (const Version& version : versions)
    planned.apart += part * count_steps({&version}, -experiment.run.spin_up, experiment.run.months);
  planned.pairs += static_cast<double>(all);
  planned.units += 1;
}

PlannedWork plan_work(const Experiment& experiment, const DesignPoints& points, const RunPlan& plan,
                      const Shard& shard) {
  PlannedWork planned{Work(experiment)};
  const std::size_t parts = unit_parts(plan.replicates, plan.points, plan.threads);
  const double begin = processor_seconds();
  for (std::size_t i = 0; i < std::min<std::size_t>(parts, 3) && processor_seconds() - begin < planning_budget; ++i)
    add_unit(experiment, points, work_unit(0, parts == 1 ? 0 : index_of(i, parts), plan.points, parts), shard, planned);
  // From the sample to the whole
  const double times = static_cast<double>(plan.runs) / static_cast<double>(plan.scenarios) / planned.pairs;
  const Work sampled = planned.work;
  planned.work.add(sampled, times - 1);
  planned.apart *= times;
  planned.seconds *= times;
  planned.pairs *= times;
  planned.units *= times;
  return planned;
}

/// Versions with fewer entities; none where the model has no smaller world.
std::vector<Version> smaller(const std::vector<Version>& versions, double share) {
  std::vector<Version> fewer = versions;
  for (Version& version : fewer)
    for (Segment& phase : version.phases) {
      phase.parameters = phase.parameters->smaller(share);
      if (phase.parameters == nullptr) return {};
    }
  return fewer;
}

VersionSet set_of(const std::vector<Version>& versions) {
  VersionSet set;
  for (const Version& version : versions) set.push_back(&version);
  return set;
}

/// Seconds that simulating the planned work takes on `clock`, and a few of the results.
struct Simulated {
  double seconds = 0;
  double table_bytes = 0;
  std::vector<RunResult> results;
};

Simulated simulate_some(const Experiment& experiment, const DesignPoints& points, const Work& work, BlockRunner& blocks,
                        const CostSample::Clock& clock) {
  Simulated simulated;
  const auto keep = [&](RunResult result) {
    double bytes = 0;
    for (const auto& table : result.tables) bytes += static_cast<double>(table.size() * sizeof(double));
    simulated.table_bytes = std::max(simulated.table_bytes, bytes);
    const bool small = result.values.size() < 1'000'000;
    if (simulated.results.empty() || (small && simulated.results.size() < 4))
      simulated.results.push_back(std::move(result));
  };
  const auto layout = record_layout(experiment, points.front());
  CostSample sample(experiment, layout, blocks, clock, keep), shape(experiment, layout, blocks, clock, keep);
  bool whole = true;
  for (std::size_t i = 0; i < std::min(points.size(), most_points_simulated); ++i) {
    const auto versions = versions_at(experiment, points, {static_cast<std::uint32_t>(index_of(i, points.size()))});
    const auto replicate = static_cast<std::uint32_t>(i % static_cast<std::size_t>(experiment.run.replicates));
    whole = sample.simulate(set_of(versions), replicate, simulating_budget);
    if (i == 0 && !whole) {
      // Months that were not reached: what they cost beside the first ones is seen on a smaller population
      const Work once = work_of(experiment, set_of(versions));
      const Work seconds = sample.cost(once);
      const auto fewer = smaller(versions, smaller_budget / (seconds.starts + seconds.all_months()));
      if (!fewer.empty()) shape.simulate(set_of(fewer), replicate, 4 * smaller_budget);
    }
    if (!whole || sample.spent() > simulating_budget / 2) break;
  }
  const Work seconds = sample.cost(work, &shape);
  simulated.seconds = seconds.starts + seconds.forks + seconds.all_months();
  return simulated;
}

/// Seconds on `clock` that the searches of all matches take, told by their runs at one point.
double match_seconds(const Experiment& experiment, const DesignPoints& points, BlockRunner& blocks,
                     const CostSample::Clock& clock) {
  double all = 0;
  for (const Scenario& scenario : experiment.scenarios) {
    if (!scenario.match) continue;
    const Experiment small = match_experiment(experiment, scenario, points.front());
    const auto versions = versions_at(small, design_points(small.design), {0});
    const Version &first = versions[0], &other = versions[1], &own = versions[2];
    // Both ends of the range begin as the others do; each value between them is a run from its start
    Work work(small);
    work.add(work_of(small, {&first, &other, &own}), 2).add(work_of(small, {&first, &other}), -1);
    work.add(work_of(small, {&own}), usual_trials);
    CostSample sample(small, record_layout(small, points.front()), blocks, clock, [](const RunResult&) {});
    sample.simulate(set_of(versions), 0, match_budget);
    const Work seconds = sample.cost(work);
    all += static_cast<double>(small.run.replicates) * (seconds.starts + seconds.forks + seconds.all_months());
  }
  return all * static_cast<double>(points.size());
}

}  // namespace

TimeEstimate estimate_time(const Experiment& experiment, const PanelShape& layout, const RunPlan& plan,
                           const Shard& shard, unsigned threads_here) {
  const double before = process_seconds();  // loading and checking, which the run does as well
  const auto points = design_points(experiment.design);
  const PlannedWork planned = plan_work(experiment, points, plan, shard);
  // Threads without a processor gain nothing
  const double working = std::min(1.0, static_cast<double>(usable_processors()) / threads_here);
  const double threads = std::max(1.0, working * plan.threads);
  // With fewer units than threads, all of them work on each unit
  const bool divided = threads_here > 1 && planned.units < threads;
  const auto blocks = divided ? parallel_blocks(threads_here) : std::make_unique<BlockRunner>();
  const double begin = wall_seconds(), used = process_seconds();
  const CostSample::Clock clock = divided ? CostSample::Clock(process_seconds) : processor_seconds;
  const Simulated simulated = simulate_some(experiment, points, planned.work, *blocks, clock);
  const double wall_share = (wall_seconds() - begin) / std::max(1e-9, process_seconds() - used);
  const WritingCost writing = simulated.results.empty() ? WritingCost{} : writing_cost(layout, simulated.results);

  TimeEstimate estimate;
  estimate.table_bytes = simulated.table_bytes;
  estimate.steps = planned.work.all_months();
  estimate.steps_apart = planned.apart;
  const auto runs = static_cast<double>(plan.runs);
  // A machine with other work to do makes the wall look longer than it is: then the usual serial part of a month counts
  const double together = std::clamp(wall_share, 1 / threads, serial_part + (1 - serial_part) / threads);
  const double simulating = simulated.seconds * (divided ? together : 1 / threads);
  const bool one_by_one = threads_here > 1 && static_cast<double>(points.size()) < threads;
  const double matching = match_seconds(experiment, points, *blocks, clock);
  estimate.match_seconds = matching * (one_by_one ? together : 1 / threads);
  const double storing = runs * writing.store_run, finishing = writing.finish + runs * writing.finish_run;
  const double beside = (planned.seconds + storing) / threads;
  estimate.seconds = before + estimate.match_seconds + std::max(simulating + beside, storing) + finishing;
  estimate.work_seconds = matching + simulated.seconds + planned.seconds;
  estimate.core_seconds = before + estimate.work_seconds + storing + finishing;
  estimate.steps_a_second = simulating > 0 ? estimate.steps / simulating : 0;
  return estimate;
}

}  // namespace streetlight
