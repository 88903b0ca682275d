#include "sim/calibration/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/calibration/region_search.hpp"
#include "sim/calibration/reordered_simulator.hpp"
#include "sim/calibration/target_blocks.hpp"
#include "sim/calibration/world_weights.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/design_draws.hpp"
#include "sim/results/robustness.hpp"

namespace streetlight {

namespace {

constexpr Purpose sobol_purpose = 10, seed_purpose = 14, keep_purpose = 15;
constexpr std::size_t fewest_particles = 400;
constexpr double training_margin = 2;  // cuts within which earlier points are near enough to train on
constexpr double good_spread = 0.15;   // of half a tolerance: no better emulator is needed
constexpr double near_the_noise = 1.2;
constexpr std::size_t most_rounds = 2;  // of candidates
constexpr double highest_power = 40, power_step = 1.2;
constexpr double least_effective = 0.7;  // share of the candidates that their weights stand for

using Values = std::vector<std::vector<double>>;

/// Simulated points of all waves.
struct Runs {
  std::vector<CubePoint> points;
  Values values;
};

std::vector<TargetSpread> spreads_of(const std::vector<TargetGoal>& goals, const Values& values) {
  std::vector<TargetSpread> spreads;
  for (std::size_t k = 0; k < goals.size(); ++k) {
    std::vector<double> of_target;
    for (const auto& row : values) of_target.push_back(row[k]);
    spreads.push_back({goals[k].name, quantile(of_target, 0.05), quantile(of_target, 0.5), quantile(of_target, 0.95)});
  }
  return spreads;
}

class Calibrating {
 public:
  Calibrating(const CalibrationTask& task, Simulator& simulator, BlockRunner& blocks, const CalibrationEvents& events)
      : task_(task),
        simulator_(simulator),
        blocks_(blocks),
        events_(events),
        streams_(design_streams(task.seed)),
        search_(task.priors.size(), particles(), streams_, blocks) {}

  Calibration run() {
    population_ = search_.everywhere();
    bool left = true;
    while (left && another_wave()) left = wave();
    for (const CubePoint& point : population_.points) result_.left.push_back(values_at(task_.priors, point));
    if (left) check();
    return std::move(result_);
  }

 private:
  std::size_t particles() const {
    std::size_t most = std::max(fewest_particles, task_.worlds + task_.worlds / 2);
    return std::max(most, task_.points_of_wave(2));
  }

  bool another_wave() {
    const std::size_t done = result_.waves.size();
    const bool anything =
        std::any_of(task_.goals.begin(), task_.goals.end(), [](const auto& g) { return !g.held_out; });
    if (!anything) return stop("no target is fitted, so the worlds are draws from the prior");
    if (done > 0 && good_enough()) return false;
    if (done == task_.most_waves) return stop("there have been as many waves as were allowed");
    const std::size_t check = task_.points_of_check();
    const std::size_t allowed = runs_allowed();
    if (done > 0 && allowed > 0 && result_.runs + check > allowed)
      return stop("the budget leaves fewer points (" + std::to_string(allowed - std::min(allowed, result_.runs)) +
                  ") than the check of the worlds takes (" + std::to_string(check) + ")");
    if (done > 0 && allowed > 0 && result_.runs + task_.points_of_wave(done + 1) + check > allowed)
      return stop("the budget leaves enough for the check of the worlds only");
    return true;
  }

  bool stop(std::string reason) {
    result_.reason = std::move(reason);
    return false;
  }

  /// Without regard to tolerances that are open to one side: there is no half of them to measure an error by.
  bool good_enough() {
    if (result_.waves.size() < 2) return false;
    for (const EmulatorReport& one : result_.waves.back().emulators)
      if (!one.used || one.spread > std::max(good_spread, near_the_noise * one.noise)) return false;
    stop("every emulator errs by less than the simulator's noise or a seventh of half its tolerance");
    return true;
  }

  std::uint64_t seed_of(std::uint32_t stage, std::uint32_t number) const {
    const RandomWords words = streams_.words({.entity = number, .purpose = seed_purpose, .quad = stage});
    return (std::uint64_t{words[0]} << 31 | words[1]) >> 1;  // a whole number that TOML and readers can hold
  }

  /// One wave; false when nothing is left after it.
  bool wave() {
    const auto number = static_cast<std::uint32_t>(result_.waves.size() + 1);
    WaveReport report;
    report.number = number;
    const auto points = points_of(number);
    report.points = points.size();
    const auto [values, noise] = simulate(number, points);
    for (const auto& row : values) report.hits += meets(row);
    report.spreads = spreads_of(task_.goals, values);

    // Train on this wave and on whatever lies near the region that its points were drawn from
    std::vector<CubePoint> training = points;
    Values training_values = values;
    for (std::size_t p = 0; p < earlier_.points.size(); ++p)
      if (region_.holds(earlier_.points[p], training_margin * implausibility_cut)) {
        training.push_back(earlier_.points[p]);
        training_values.push_back(earlier_.values[p]);
      }
    report.trained_on = training.size();
    auto emulators = fit_wave(task_.goals, training, training_values, blocks_);
    for (TargetEmulator& one : emulators) {
      one.noise = noise_of(one, noise);
      report.emulators.push_back({task_.goals[one.target].name, one.emulator.terms, one.relative_spread(),
                                  one.noise / one.goal->half_width(), one.used, one.why_not});
    }
    earlier_.points.insert(earlier_.points.end(), points.begin(), points.end());
    earlier_.values.insert(earlier_.values.end(), values.begin(), values.end());

    const WaveBounds bounds = bounds_of(emulators, number == 1 ? 1 : 0);
    keep_latest(latest_, std::move(emulators));
    bool left = true;
    if (!bounds.bounds.empty()) {
      const Population before = population_;
      Region narrower = region_;
      narrower.add(bounds);
      left = search_.narrow(population_, narrower);
      if (!left) name_blocking(before, bounds);
      region_ = std::move(narrower);
    }
    report.log10_volume = population_.log_volume / std::log(10.0);
    result_.waves.push_back(report);
    if (events_.wave_done) events_.wave_done(report);
    return left;
  }

  /// Of the first wave, evenly everywhere. Of a later one, half where every target is likely to be met, since that is
  /// where the worlds will be, and half evenly over what is left, in case the emulators err.
  std::vector<CubePoint> points_of(std::uint32_t number) {
    const std::size_t count = task_.points_of_wave(number);
    std::vector<CubePoint> points;
    if (number > 1) {
      Population likely = population_;
      RegionDensity density(region_);
      density.chances = chances_of(latest_, true);
      search_.settle(likely, density);
      // In blocks, not in turn: points are dealt to the seeds in turn, and each seed should see both kinds
      for (std::size_t k = 0; k < count; ++k)
        points.push_back((2 * k < count ? likely : population_).points[k * population_.points.size() / count]);
      return points;
    }
    const ShiftedSobol sobol(task_.priors.size(), streams_, sobol_purpose);
    for (std::size_t k = 0; k < count; ++k) points.push_back(sobol(k));
    return points;
  }

  /// Values of the points, which are dealt to several seeds; and, by target, those of the first point with each seed.
  std::pair<Values, Values> simulate(std::uint32_t stage, const std::vector<CubePoint>& points) {
    const std::size_t seeds = task_.seeds_of_wave(stage);
    std::vector<Batch> batches;
    for (std::uint32_t group = 0; group < seeds; ++group) {
      Batch& batch = batches.emplace_back(stage, group, seed_of(stage, group));
      batch.values.push_back(values_at(task_.priors, points.front()));
      for (std::size_t p = 1 + group; p < points.size(); p += seeds)
        batch.values.push_back(values_at(task_.priors, points[p]));
    }
    simulator_.plan(batches);
    Values values(points.size()), of_first;
    for (std::size_t group = 0; group < seeds; ++group) {
      const Values got = ask(batches[group]);
      of_first.push_back(got.front());
      for (std::size_t k = 1; k < got.size(); ++k) values[1 + group + (k - 1) * seeds] = got[k];
    }
    values.front() = of_first.front();
    return {values, of_first};
  }

  Values ask(const Batch& batch) {
    Values got = simulator_.run(batch);
    EXPECT(got.size() == batch.values.size());
    for (const auto& row : got) EXPECT(row.size() == task_.goals.size());
    result_.runs += batch.values.size();
    return got;
  }

  bool meets(const std::vector<double>& values) const {
    for (std::size_t k = 0; k < task_.goals.size(); ++k)
      if (!task_.goals[k].held_out && !task_.goals[k].met_by(values[k])) return false;
    return true;
  }

  void name_blocking(const Population& before, const WaveBounds& bounds) {
    result_.reason = "nothing is left: no point meets all targets together";
    const TargetBlocks blocks(search_, before, region_, bounds);
    for (const std::size_t target : blocks.each_leaves_something())
      result_.blocking.push_back(task_.goals[target].name);
    if (!result_.blocking.empty()) return;
    for (const auto& [target, alone] : blocks.not_with_earlier())
      result_.blocked.push_back({task_.goals[target].name, alone});
  }

  /// Draws candidates, and holds each against the targets.
  void check() {
    RegionDensity density(region_);
    if (task_.allows_discrepancy) {
      density.chances = chances_of(latest_, true);
      search_.settle(population_, density);
    } else {
      add_likelihood(density, latest_);
      const Population before = population_;
      draw_near(density);
      if (!density.normals.empty()) {
        try_out();
        population_ = before;
        density = RegionDensity(region_);
        add_likelihood(density, latest_);
        draw_near(density);
      }
    }
    for (std::size_t round = 0; round < most_rounds && result_.worlds.size() < task_.worlds; ++round) {
      if (round > 0) search_.mix(population_, density);  // fewer met the targets than was thought: as many again
      hold_against_targets(density);
    }
    if (result_.checked == 0) result_.check_takes = task_.points_of_check();
    weigh(density);
  }

  /// Candidates that will be no worlds: they tell how far the emulators are off where the worlds are to be drawn.
  void try_out() {
    const std::size_t count = std::min(task_.points_tried_out(), population_.points.size());
    plan_candidates(count);
    for (std::size_t first = 0; first < count && within_budget(); first += points_of_a_check)
      simulate_candidates(first, count);
    for (TargetEmulator& one : latest_) one = corrected(one, candidates_);
  }

  /// Points of the population from `first` on that are run together, with a fresh seed.
  Batch batch_of_candidates(std::uint32_t number, std::size_t first, std::size_t count) const {
    Batch batch{0, number, seed_of(0, number), {}};
    for (std::size_t p = first; p < std::min(count, first + points_of_a_check); ++p)
      batch.values.push_back(rounded_values_at(task_.priors, population_.points[p]));
    return batch;
  }

  /// Tells the simulator of the candidates among the first `count` points of the population, as far as the budget goes.
  void plan_candidates(std::size_t count) {
    std::vector<Batch> coming;
    std::size_t runs = result_.runs;
    for (std::size_t first = 0; first < count && within_budget(runs); first += points_of_a_check) {
      coming.push_back(batch_of_candidates(batches_ + static_cast<std::uint32_t>(coming.size()), first, count));
      runs += coming.back().values.size();
    }
    simulator_.plan(std::move(coming));
  }

  /// Runs the next batch of the population's first `count` points; its seed.
  std::uint64_t simulate_candidates(std::size_t first, std::size_t count) {
    const Batch batch = batch_of_candidates(batches_, first, count);
    for (auto& got : ask(batch)) candidates_.values.push_back(std::move(got));
    for (std::size_t p = first; p < first + batch.values.size(); ++p) {
      candidates_.points.push_back(population_.points[p]);
      candidates_.batches.push_back(batches_);
    }
    ++batches_;
    return batch.seed;
  }

  void hold_against_targets(const RegionDensity& density) {
    const std::size_t count = population_.points.size();
    plan_candidates(count);
    for (std::size_t first = 0; first < count && result_.worlds.size() < task_.worlds && within_budget();
         first += points_of_a_check) {
      const std::size_t before = candidates_.points.size();
      const std::uint64_t seed = simulate_candidates(first, count);
      for (std::size_t c = before; c < candidates_.points.size() && result_.worlds.size() < task_.worlds; ++c) {
        if (!kept(candidates_.values[c], result_.checked++, density.log_terms(candidates_.points[c]))) continue;
        const auto values = rounded_values_at(task_.priors, candidates_.points[c]);
        result_.worlds.push_back({values, 0, candidates_.values[c], {}, seed});
        candidate_of_world_.push_back(c);
      }
      if (events_.checked) events_.checked(result_.worlds.size(), result_.checked);
    }
  }

  /// Whether a candidate is a world. With the discrepancy allowed for, candidates come as often as the emulators think
  /// them likely, and each is kept with the ratio of how likely its own values are to that.
  bool kept(const std::vector<double>& got, std::size_t candidate, double log_emulated) const {
    if (!task_.allows_discrepancy) return meets(got);
    const double u = streams_.uniform({.entity = static_cast<std::uint32_t>(candidate), .purpose = keep_purpose});
    return std::log(u) < log_chance_with_discrepancy(latest_, task_.goals, got) - log_emulated;
  }

  std::size_t runs_allowed() const { return events_.runs_allowed ? events_.runs_allowed() : task_.runs; }

  bool within_budget() const { return within_budget(result_.runs); }
  bool within_budget(std::size_t runs) const {
    const std::size_t allowed = runs_allowed();
    return allowed == 0 || runs + points_of_a_check <= allowed;
  }

  /// Moves the population to the likelihood, or to a power of it, so that as many candidates as are asked for can be
  /// expected to meet every target; but not so far that the weights, which make up for it, would stand for too few.
  void draw_near(RegionDensity& density) {
    if (density.normals.empty() && density.chances.empty()) return;
    RegionDensity meeting(region_);
    meeting.chances = chances_of(latest_, false);
    double from = 0;
    std::vector<double> logs;
    for (double power = 1; power <= highest_power; power *= power_step) {
      if (!logs.empty() && effective_share(logs, power) < least_effective) break;
      density.power = power;
      search_.settle(population_, density, from, false);
      from = power;
      if (expected_hit_rate(meeting, population_.points) >= task_.hit_rate) break;
      if (logs.empty())
        for (const CubePoint& point : population_.points) logs.push_back(density.log_terms(point));
    }
    search_.mix(population_, density);
  }

  /// By what all candidates' runs say. Where the discrepancy is allowed for, a candidate's own run has decided already
  /// how often it is kept.
  void weigh(const RegionDensity& density) {
    if (result_.worlds.empty()) return;
    std::vector<TargetEmulator> by_runs = latest_;
    for (TargetEmulator& one : by_runs) one = corrected(one, candidates_);
    std::vector<double> logs(result_.worlds.size(), 0.0);
    if (!task_.allows_discrepancy) {
      const auto of_candidates = log_weights(by_runs, candidates_.points, density);
      for (std::size_t w = 0; w < logs.size(); ++w) logs[w] = of_candidates[candidate_of_world_[w]];
    }
    const auto weights = shares_of(logs);
    std::vector<CubePoint> points;
    for (std::size_t w = 0; w < weights.size(); ++w) {
      result_.worlds[w].weight = weights[w];
      points.push_back(candidates_.points[candidate_of_world_[w]]);
    }
    result_.sensitivity = sensitivity_matrix(by_runs, task_.goals.size(), points, weights);
    if (task_.allows_discrepancy) return;
    result_.expected_errors = expected_errors(by_runs, task_.goals.size());
    for (std::size_t w = 0; w < points.size(); ++w)
      result_.worlds[w].expected = expected_values(by_runs, task_.goals.size(), points[w]);
  }

  const CalibrationTask& task_;
  Simulator& simulator_;
  BlockRunner& blocks_;
  const CalibrationEvents& events_;
  Streams streams_;
  RegionSearch search_;
  Population population_;
  Region region_;
  Runs earlier_;
  std::vector<TargetEmulator> latest_;  ///< the last good one of each target
  CandidateRuns candidates_;
  std::uint32_t batches_ = 0;  ///< of candidates
  std::vector<std::size_t> candidate_of_world_;
  Calibration result_;
};

}  // namespace

Calibration calibrate(const CalibrationTask& task, Simulator& simulator, BlockRunner& blocks,
                      const CalibrationEvents& events) {
  EXPECT(!task.priors.empty() && task.worlds > 0);
  // By name inside, so that sums and ties do not know the order of the file
  std::vector<std::size_t> order(task.goals.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return task.goals[a].name < task.goals[b].name; });
  CalibrationTask sorted = task;
  for (std::size_t k = 0; k < order.size(); ++k) sorted.goals[k] = task.goals[order[k]];
  ReorderedSimulator reordered(simulator, order);
  Calibration result = Calibrating(sorted, reordered, blocks, events).run();
  for (World& world : result.worlds) {
    world.got = in_order_of_file(world.got, order);
    world.expected = in_order_of_file(world.expected, order);
  }
  result.expected_errors = in_order_of_file(result.expected_errors, order);
  result.sensitivity.rows = in_order_of_file(result.sensitivity.rows, order);
  return result;
}

}  // namespace streetlight
