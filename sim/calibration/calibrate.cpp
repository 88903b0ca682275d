#include "sim/calibration/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/calibration/region_search.hpp"
#include "sim/calibration/reordered_simulator.hpp"
#include "sim/calibration/wave_emulators.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/design_draws.hpp"
#include "sim/results/robustness.hpp"

namespace streetlight {

namespace {

constexpr Purpose sobol_purpose = 10, seed_purpose = 14, keep_purpose = 15;
constexpr std::size_t seeds_of_a_wave = 8;     // whose differences are the simulator's noise
constexpr std::size_t points_of_a_check = 16;  // that share a seed
constexpr std::size_t fewest_particles = 400;
constexpr double training_margin = 2;  // cuts within which earlier points are near enough to train on
constexpr double good_spread = 0.15;   // of half a tolerance: no better emulator is needed
constexpr double near_the_noise = 1.2;
constexpr double careful_hit_rate = 2.0 / 3;
constexpr std::size_t most_rounds = 2;  // of candidates
constexpr double highest_power = 40, power_step = 1.2;
constexpr int digits_of_values = 6;

using Values = std::vector<std::vector<double>>;

/// Simulated points of all waves.
struct Runs {
  std::vector<CubePoint> points;
  Values values;
};

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
    const auto check = static_cast<std::size_t>(static_cast<double>(task_.worlds) / careful_hit_rate);
    const std::size_t allowed = runs_allowed();
    if (done > 0 && allowed > 0 && result_.runs + task_.points_of_wave(done + 1) + check > allowed)
      return stop("the budget leaves enough for the check of the worlds only");
    return true;
  }

  bool stop(std::string reason) {
    result_.reason = std::move(reason);
    return false;
  }

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
    report.spreads = spreads_of(values);

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
    for (const TargetEmulator& one : emulators)
      report.emulators.push_back({task_.goals[one.target].name, one.emulator.terms, one.relative_spread(),
                                  relative_noise(one, noise), one.used, one.why_not});
    earlier_.points.insert(earlier_.points.end(), points.begin(), points.end());
    earlier_.values.insert(earlier_.values.end(), values.begin(), values.end());

    const WaveBounds bounds = bounds_of(emulators, number == 1 ? 1 : 0);
    keep_latest(std::move(emulators));
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

  /// Where this wave's emulator is no good, the one before it still says something.
  void keep_latest(std::vector<TargetEmulator> emulators) {
    if (latest_.empty())
      latest_ = std::move(emulators);
    else
      for (std::size_t k = 0; k < emulators.size(); ++k)
        if (emulators[k].used || !latest_[k].used) latest_[k] = std::move(emulators[k]);
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
    Values values(points.size()), of_first;
    for (std::uint32_t group = 0; group < seeds_of_a_wave; ++group) {
      Batch batch{stage, group, seed_of(stage, group), {values_at(task_.priors, points.front())}};
      std::vector<std::size_t> indices;
      for (std::size_t p = 1 + group; p < points.size(); p += seeds_of_a_wave) {
        indices.push_back(p);
        batch.values.push_back(values_at(task_.priors, points[p]));
      }
      const Values got = ask(batch);
      of_first.push_back(got.front());
      for (std::size_t k = 0; k < indices.size(); ++k) values[indices[k]] = got[k + 1];
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

  double relative_noise(const TargetEmulator& one, const Values& of_first) const {
    std::vector<double> z;
    for (const auto& row : of_first)
      if (const double value = one.goal->to_scale(row[one.target]); std::isfinite(value)) z.push_back(value);
    if (z.size() < 2) return 0;
    const double mean = std::accumulate(z.begin(), z.end(), 0.0) / static_cast<double>(z.size());
    double square = 0;
    for (const double value : z) square += (value - mean) * (value - mean);
    return std::sqrt(square / static_cast<double>(z.size() - 1)) / one.goal->half_width();
  }

  std::vector<TargetSpread> spreads_of(const Values& values) const {
    std::vector<TargetSpread> spreads;
    for (std::size_t k = 0; k < task_.goals.size(); ++k) {
      std::vector<double> of_target;
      for (const auto& row : values) of_target.push_back(row[k]);
      spreads.push_back(
          {task_.goals[k].name, quantile(of_target, 0.05), quantile(of_target, 0.5), quantile(of_target, 0.95)});
    }
    return spreads;
  }

  bool meets(const std::vector<double>& values) const {
    for (std::size_t k = 0; k < task_.goals.size(); ++k)
      if (!task_.goals[k].held_out && !task_.goals[k].met_by(values[k])) return false;
    return true;
  }

  /// Looks for each target whether leaving it out would leave something.
  void name_blocking(const Population& before, const WaveBounds& bounds) {
    result_.reason = "nothing is left: no point meets all targets together";
    for (std::size_t k = 0; k < bounds.bounds.size(); ++k) {
      WaveBounds others = bounds;
      others.bounds.erase(others.bounds.begin() + static_cast<std::ptrdiff_t>(k));
      others.forgiven = 0;
      if (others.bounds.empty()) continue;
      Region region = region_;
      region.add(std::move(others));
      Population population = before;
      if (search_.narrow(population, region)) result_.blocking.push_back(task_.goals[bounds.bounds[k].target].name);
    }
  }

  /// Draws candidates, and holds each against the targets.
  void check() {
    RegionDensity density(region_);
    if (task_.allows_discrepancy) {
      density.chances = chances_of(latest_, true);
      search_.settle(population_, density);
    } else {
      add_likelihood(density, latest_);
      draw_near(density);
    }
    std::vector<double> log_weights;
    for (std::size_t round = 0; round < most_rounds && result_.worlds.size() < task_.worlds; ++round) {
      if (round > 0) search_.mix(population_, density);  // fewer met the targets than was thought: as many again
      hold_against_targets(density, log_weights);
    }
    weigh(log_weights);
  }

  void hold_against_targets(const RegionDensity& density, std::vector<double>& log_weights) {
    const auto& points = population_.points;
    for (std::size_t first = 0; first < points.size() && result_.worlds.size() < task_.worlds && within_budget();
         first += points_of_a_check) {
      const auto number = static_cast<std::uint32_t>((result_.checked + points_of_a_check - 1) / points_of_a_check);
      Batch batch{0, number, seed_of(0, number), {}};
      for (std::size_t p = first; p < std::min(points.size(), first + points_of_a_check); ++p)
        batch.values.push_back(rounded(values_at(task_.priors, points[p])));
      const Values got = ask(batch);
      for (std::size_t k = 0; k < got.size() && result_.worlds.size() < task_.worlds; ++k) {
        const double log_emulated = density.log_terms(points[first + k]);
        if (!kept(got[k], result_.checked++, log_emulated)) continue;
        result_.worlds.push_back({batch.values[k], 0, got[k], batch.seed});
        // Were candidates drawn too near the middle of the tolerances, the weight makes up for it
        log_weights.push_back(task_.allows_discrepancy ? 0 : log_own(got[k]) - (density.power - 1) * log_emulated);
      }
      if (events_.checked) events_.checked(result_.worlds.size(), result_.checked);
    }
  }

  /// As many digits as a file of worlds should have, so that what is checked is what is written.
  std::vector<double> rounded(std::vector<double> values) const {
    for (std::size_t j = 0; j < values.size(); ++j) {
      const double size = std::abs(values[j]);
      if (size == 0) continue;
      const double step = std::pow(10.0, digits_of_values - 1 - std::floor(std::log10(size)));
      values[j] = std::clamp(std::round(values[j] * step) / step, task_.priors[j].low, task_.priors[j].high);
    }
    return values;
  }

  /// Whether a candidate is a world. With the discrepancy allowed for, candidates come as often as the emulators think
  /// them likely, and each is kept with the ratio of how likely its own values are to that.
  bool kept(const std::vector<double>& got, std::size_t candidate, double log_emulated) const {
    if (!task_.allows_discrepancy) return meets(got);
    const double u = streams_.uniform({.entity = static_cast<std::uint32_t>(candidate), .purpose = keep_purpose});
    return std::log(u) < log_own(got) - log_emulated;
  }

  /// log of the chance that these values, each with a draw of the discrepancy added, are inside every tolerance.
  double log_own(const std::vector<double>& got) const {
    double sum = 0;
    for (const TargetEmulator& one : latest_) {
      const double value = one.goal->to_scale(got[one.target]);
      const double off = std::max(one.goal->discrepancy_low(), one.goal->discrepancy_high());
      if (off > 0 && !std::isnan(value))
        sum += log_chance_between(one.goal->low(), one.goal->high(), value, off);
      else if (!task_.goals[one.target].met_by(got[one.target]))
        return -std::numeric_limits<double>::infinity();
    }
    return sum;
  }

  std::size_t runs_allowed() const { return events_.runs_allowed ? events_.runs_allowed() : task_.runs; }

  bool within_budget() const {
    const std::size_t allowed = runs_allowed();
    return allowed == 0 || result_.runs + points_of_a_check <= allowed;
  }

  /// Moves the population to the likelihood, or to a power of it, so that as many candidates as are asked for can be
  /// expected to meet every target.
  void draw_near(RegionDensity& density) {
    if (density.normals.empty() && density.chances.empty()) return;
    RegionDensity meeting(region_);
    meeting.chances = chances_of(latest_, false);
    double from = 0;
    for (double power = 1; power <= highest_power; power *= power_step) {
      density.power = power;
      search_.settle(population_, density, from, false);
      from = power;
      if (expected_hit_rate(meeting) >= task_.hit_rate) break;
    }
    search_.mix(population_, density);
  }

  double expected_hit_rate(const RegionDensity& meeting) const {
    double sum = 0;
    for (const CubePoint& point : population_.points) sum += std::exp(meeting.log_terms(point));
    return sum / static_cast<double>(population_.points.size());
  }

  void weigh(const std::vector<double>& logs) {
    if (logs.empty()) return;
    const double most = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    for (const double log : logs) sum += std::exp(log - most);
    for (std::size_t w = 0; w < logs.size(); ++w) result_.worlds[w].weight = std::exp(logs[w] - most) / sum;
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
  Calibration result_;
};

}  // namespace

std::size_t CalibrationTask::points_of_wave(std::size_t wave) const {
  const std::size_t asked = wave == 1 ? first_points : points;
  const std::size_t least = 4 * seeds_of_a_wave;
  return std::max(least, asked > 0 ? asked : (wave == 1 ? 25 : 15) * priors.size());
}

std::size_t CalibrationTask::runs_at_most() const {
  auto sum = static_cast<std::size_t>(static_cast<double>(worlds) / careful_hit_rate);
  for (std::size_t wave = 1; wave <= most_waves; ++wave) sum += points_of_wave(wave) + seeds_of_a_wave - 1;
  return sum;
}

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
    const auto got = world.got;
    for (std::size_t k = 0; k < order.size(); ++k) world.got[order[k]] = got[k];
  }
  return result;
}

}  // namespace streetlight
