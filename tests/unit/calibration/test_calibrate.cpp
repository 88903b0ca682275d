/// The whole way from priors to worlds on formulas.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/experiment/execute.hpp"
#include "toys.hpp"

using namespace streetlight;
using toys::Formula;
using toys::goal;
using toys::unit_priors;

namespace {

/// Twelve targets, each the mean of two parameters; six parameters do nothing.
std::vector<double> pairs(const std::vector<double>& x) {
  std::vector<double> y;
  for (std::size_t k = 0; k < 12; ++k) y.push_back((x[2 * k] + x[2 * k + 1]) / 2);
  return y;
}

CalibrationTask pairs_task() {
  CalibrationTask task;
  task.priors = unit_priors(30);
  for (int k = 0; k < 12; ++k) task.goals.push_back(goal(std::string("target ").append(std::to_string(k)), 0.35, 0.45));
  task.worlds = 300;
  task.first_points = 300;
  task.points = 300;
  task.most_waves = 4;
  return task;
}

Calibration run(const CalibrationTask& task, Formula& simulator, unsigned threads = 1) {
  return calibrate(task, simulator, *parallel_blocks(threads));
}

double mean_of(const Calibration& result, std::size_t j) {
  double sum = 0;
  for (const World& world : result.worlds) sum += world.values[j];
  return sum / static_cast<double>(result.worlds.size());
}

double variance_of(const Calibration& result, std::size_t j) {
  const double mean = mean_of(result, j);
  double sum = 0;
  for (const World& world : result.worlds) sum += (world.values[j] - mean) * (world.values[j] - mean);
  return sum / static_cast<double>(result.worlds.size() - 1);
}

/// The same with four targets of nine parameters, for what needs no statistics.
CalibrationTask small_task() {
  CalibrationTask task;
  task.priors = unit_priors(9);
  for (int k = 0; k < 4; ++k) task.goals.push_back(goal(std::string("target ").append(std::to_string(k)), 0.35, 0.45));
  task.worlds = 60;
  task.first_points = task.points = 80;
  task.most_waves = 2;
  return task;
}

std::vector<double> small_pairs(const std::vector<double>& x) {
  return {(x[0] + x[1]) / 2, (x[2] + x[3]) / 2, (x[4] + x[5]) / 2, (x[6] + x[7]) / 2};
}

bool same(const Calibration& a, const Calibration& b) {
  if (a.worlds.size() != b.worlds.size() || a.runs != b.runs || a.left != b.left) return false;
  for (std::size_t w = 0; w < a.worlds.size(); ++w)
    if (a.worlds[w].values != b.worlds[w].values || a.worlds[w].weight != b.worlds[w].weight ||
        a.worlds[w].seed != b.worlds[w].seed)
      return false;
  return true;
}

}  // namespace

TEST_CASE("30 parameters, 12 targets: the worlds are what is known") {
  // A pair is even on the strip 0.7 <= x + y <= 0.9: mean 0.40208, variance 0.0550 of each. N = 300 worlds: the sd of
  // a mean is 0.0135 (bound 4.5 sd over 24), of the mean over all 24 variances about 0.002.
  Formula simulator(pairs, 0.002);
  const Calibration result = run(pairs_task(), simulator);
  REQUIRE(result.worlds.size() == 300);
  CHECK(result.hit_rate() > 0.75);
  CHECK(result.runs == simulator.points);
  CHECK(result.reason.find("every emulator errs by less") == 0);
  double variance = 0, free_variance = 0;
  for (std::size_t j = 0; j < 24; ++j) {
    CHECK(mean_of(result, j) == Approx(0.402).margin(0.06));
    variance += variance_of(result, j) / 24;
  }
  CHECK(variance == Approx(0.0550).epsilon(0.12));
  for (std::size_t j = 24; j < 30; ++j) {
    CHECK(mean_of(result, j) == Approx(0.5).margin(0.075));
    free_variance += variance_of(result, j) / 6;
  }
  CHECK(free_variance == Approx(1.0 / 12).epsilon(0.12));
  double weights = 0;
  for (const World& world : result.worlds) {
    weights += world.weight;
    for (const double got : world.got) CHECK((got >= 0.35 && got <= 0.45));
  }
  CHECK(weights == Approx(1));
  // Twelve strips of probability 0.16 each, and a little more for what the emulators leave open
  CHECK(result.waves.back().log10_volume == Approx(12 * std::log10(0.16)).margin(1.0));
}

TEST_CASE("the same bytes for any number of threads and any order of the targets") {
  CalibrationTask task = small_task();
  Formula simulator(small_pairs, 0.002);
  const Calibration one = run(task, simulator, 1);
  CHECK(same(one, run(task, simulator, 2)));
  CHECK(same(one, run(task, simulator, 7)));

  CalibrationTask turned = task;
  std::reverse(turned.goals.begin(), turned.goals.end());
  Formula turned_simulator([](const std::vector<double>& x) {
    auto y = small_pairs(x);
    std::reverse(y.begin(), y.end());
    return y;
  });
  Formula plain(small_pairs);
  const Calibration forward = run(task, plain), backward = run(turned, turned_simulator);
  CHECK(same(forward, backward));
  REQUIRE(!backward.worlds.empty());
  CHECK(forward.worlds[0].got.front() == backward.worlds[0].got.back());
  task.seed = 2;
  CHECK_FALSE(same(one, run(task, simulator, 1)));
}

TEST_CASE("no targets: the prior comes back") {
  CalibrationTask task;
  task.priors = unit_priors(3);
  task.priors[1] = {.key = "odds", .low = 0.1, .high = 0.9, .scale = PriorScale::logit};
  task.worlds = 400;
  Formula simulator([](const std::vector<double>&) { return std::vector<double>{}; });
  const Calibration result = run(task, simulator);
  REQUIRE(result.worlds.size() == 400);
  CHECK(result.reason == "no target is fitted, so the worlds are draws from the prior");
  CHECK(mean_of(result, 0) == Approx(0.5).margin(0.06));
  CHECK(variance_of(result, 2) == Approx(1.0 / 12).epsilon(0.15));
  CHECK(result.worlds[7].weight == Approx(1.0 / 400));
}

TEST_CASE("a target held out is measured and moves nothing") {
  CalibrationTask task = small_task();
  task.goals[3].held_out = true;
  Formula simulator(small_pairs, 0.002);
  const Calibration result = run(task, simulator);
  REQUIRE(result.worlds.size() == 60);
  double lowest = 1, highest = 0;
  for (const World& world : result.worlds) {
    lowest = std::min(lowest, world.got[3]);
    highest = std::max(highest, world.got[3]);
  }
  CHECK(lowest < 0.3);
  CHECK(highest > 0.5);
}

TEST_CASE("targets that cannot be met together are named") {
  CalibrationTask task;
  task.priors = unit_priors(4);
  task.goals = {goal("share", 0.1, 0.2), goal("other", 0.4, 0.6), goal("the same share again", 0.7, 0.8)};
  task.worlds = 50;
  Formula simulator([](const std::vector<double>& x) {
    return std::vector<double>{x[0] + 0.1 * x[1], x[2], x[0] + 0.1 * x[3]};
  });
  const Calibration result = run(task, simulator);
  CHECK(result.worlds.empty());
  CHECK(result.reason == "nothing is left: no point meets all targets together");
  REQUIRE(result.blocking.size() == 2);
  CHECK(result.blocking[0] == "share");
  CHECK(result.blocking[1] == "the same share again");
}

TEST_CASE("where no single target blocks the others, those that cannot be met with the earlier ones are named") {
  CalibrationTask task;
  task.priors = unit_priors(4);
  task.goals = {goal("low", 0.1, 0.2), goal("high", 0.7, 0.8), goal("left", 0.1, 0.2), goal("right", 0.7, 0.8),
                goal("never", 1.7, 1.8)};
  task.worlds = 50;
  Formula simulator([](const std::vector<double>& x) {
    const double first = x[0] + 0.1 * x[1], second = x[2] + 0.1 * x[3];
    return std::vector<double>{first, first, second, second, second};
  });
  const Calibration result = run(task, simulator);
  CHECK(result.worlds.empty());
  CHECK(result.blocking.empty());
  REQUIRE(result.blocked.size() == 3);
  CHECK((result.blocked[0].target == "low" && !result.blocked[0].alone));
  CHECK((result.blocked[1].target == "never" && result.blocked[1].alone));
  CHECK((result.blocked[2].target == "right" && !result.blocked[2].alone));
}

TEST_CASE("the budget is kept") {
  CalibrationTask task;
  task.priors = unit_priors(4);
  task.goals = {goal("first", 0.35, 0.45), goal("second", 0.35, 0.45)};
  task.worlds = 50;
  task.first_points = task.points = 60;
  task.runs = 260;
  // So bent that emulators stay bad
  Formula simulator([](const std::vector<double>& x) {
    return std::vector<double>{0.4 + 0.3 * std::sin(20 * x[0]) * std::cos(20 * x[3]), 0.4 + 0.3 * std::sin(30 * x[2])};
  });
  const Calibration result = run(task, simulator);
  CHECK(simulator.points <= 260);
  CHECK(result.reason == "the budget leaves enough for the check of the worlds only");
  CHECK(result.check_takes == 0);
  CHECK(result.checked > 0);

  // One point more than the first wave takes
  task.runs = task.runs_of_wave(1) + 1;
  const Calibration too_little = run(task, simulator);
  CHECK(too_little.runs == task.runs_of_wave(1));
  CHECK(too_little.worlds.empty());
  CHECK(too_little.check_takes == task.points_of_check());
  CHECK(too_little.reason == "the budget leaves fewer points (1) than the check of the worlds takes (" +
                                 std::to_string(task.points_of_check()) + ")");

  // The fewest with which a candidate is checked
  task.runs = task.fewest_runs();
  const Calibration enough = run(task, simulator);
  CHECK(enough.check_takes == 0);
  CHECK(enough.checked > 0);
  CHECK(enough.runs <= task.runs);
}
