/// What figures say of parameters, against sums by hand.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/calibration/sensitivity_matrix.hpp"
#include "toys.hpp"

using namespace streetlight;

namespace {

/// A figure of 0 with a standard deviation of 1, and its emulator, which errs by `error`.
TargetEmulator emulator(std::size_t target, Quadratic mean, double error) {
  TargetEmulator one;
  one.target = target;
  one.goal.emplace(toys::goal("figure", -3, 3), std::vector<double>{-1, 1});
  one.emulator.mean = std::move(mean);
  one.own_error = error;
  one.used = true;
  return one;
}

}  // namespace

TEST_CASE("a quadratic's gradient is the difference quotient of it") {
  const Quadratic f(1, {2, -3, 0.5}, {{0, 0, 4}, {0, 2, -2}, {1, 2, 5}});
  const std::vector<double> x{0.3, 0.8, -0.4};
  const auto slopes = f.gradient(x);
  for (std::size_t j = 0; j < x.size(); ++j) {
    auto above = x, below = x;
    above[j] += 0.5;
    below[j] -= 0.5;
    CHECK(slopes[j] == Approx(f(above) - f(below)));  // exact for a parabola
  }
}

TEST_CASE("rows are slopes in standard deviations; singular values and the variance left follow") {
  // sqrt(12) makes one standard deviation of a prior move the figure by as much as its coefficient says
  const double unit = std::sqrt(12.0);
  // Figure 0 depends on the sum of the first two parameters; figure 2 on the third with a slope of 2 at 0.25 and 6 at
  // 0.75, so 5 with weights of 1/4 and 3/4, and its spread is sqrt(1 + 3) = 2. Target 1 has no emulator.
  const std::vector<TargetEmulator> emulators{
      emulator(0, Quadratic(0, {3 * unit, 3 * unit, 0, 0}, {}), 0),
      emulator(2, Quadratic(0, {0, 0, 0, 0}, {{2, 2, 4 * unit}}), std::sqrt(3.0))};
  const std::vector<CubePoint> points{{0.5, 0.5, 0.25, 0.5}, {0.5, 0.5, 0.75, 0.5}};
  const SensitivityMatrix found = sensitivity_matrix(emulators, 3, points, {0.25, 0.75});
  REQUIRE(found.rows.size() == 3);
  CHECK(found.rows[0][0] == Approx(3));
  CHECK(found.rows[0][3] == Approx(0).margin(1e-12));
  CHECK(std::isnan(found.rows[1][0]));
  CHECK(found.rows[2][2] == Approx(2.5));
  REQUIRE(found.singular_values.size() == 2);
  CHECK(found.singular_values[0] == Approx(std::sqrt(18.0)));
  CHECK(found.singular_values[1] == Approx(2.5));
  CHECK(combinations_informed(found.singular_values) == 2);
  CHECK(combinations_informed({2, 1, 0.4}) == 1);
  // Along the sum 1 / (1 + 18) is left, along the difference all: half of each for either parameter
  REQUIRE(found.variance_left.size() == 4);
  CHECK(found.variance_left[0] == Approx(0.5 * (1 + 1 / 19.0)));
  CHECK(found.variance_left[1] == Approx(found.variance_left[0]));
  CHECK(found.variance_left[2] == Approx(1 / (1 + 2.5 * 2.5)));
  CHECK(found.variance_left[3] == Approx(1));
}

TEST_CASE("without a figure that says anything all of the priors is left") {
  auto left_out = emulator(0, Quadratic(0, {5, 5}, {}), 0);
  left_out.used = false;
  const SensitivityMatrix found = sensitivity_matrix({left_out}, 1, {{0.5, 0.5}}, {1});
  CHECK(std::isnan(found.rows[0][0]));
  CHECK(found.singular_values.empty());
  CHECK(found.variance_left == std::vector<double>{1, 1});
}

TEST_CASE("a calibration tells expected values and sensitivities in the file's order of targets") {
  // "b" says 20 x0 - 10 and "a" 10 x1 - 5; noise of 1 in each run. "c" is held out.
  const auto formula = [](const std::vector<double>& x) {
    return std::vector<double>{20 * x[0] - 10, 10 * x[1] - 5, x[0] + x[1]};
  };
  CalibrationTask task;
  task.priors = toys::unit_priors(3);
  task.goals = {toys::goal("b", -3, 3), toys::goal("a", -3, 3), toys::goal("c", -3, 3)};
  task.goals[2].held_out = true;
  task.worlds = 200;
  toys::Formula simulator(formula, 1);
  BlockRunner blocks;
  const Calibration result = calibrate(task, simulator, blocks);
  REQUIRE(result.worlds.size() == 200);
  REQUIRE(result.expected_errors.size() == 3);
  CHECK(result.expected_errors[0] < 0.5);
  CHECK(std::isnan(result.expected_errors[2]));
  for (const World& world : result.worlds) {
    const auto own = formula(world.values);
    for (const std::size_t k : {0, 1}) {
      INFO(world.expected[k] << " " << own[k] << " " << result.expected_errors[k]);
      CHECK(std::abs(world.expected[k] - own[k]) < 5 * result.expected_errors[k]);
    }
    CHECK(std::isnan(world.expected[2]));
  }
  const auto& rows = result.sensitivity.rows;
  CHECK(rows[0][0] == Approx(20 / std::sqrt(12.0)).epsilon(0.15));
  CHECK(rows[1][1] == Approx(10 / std::sqrt(12.0)).epsilon(0.15));
  CHECK(std::isnan(rows[2][0]));
  CHECK(combinations_informed(result.sensitivity.singular_values) == 2);
  CHECK(result.sensitivity.variance_left[2] > 0.99);

  // Where the discrepancy decides which candidates are worlds, their own runs are what is known
  task.allows_discrepancy = true;
  task.goals[0].discrepancy = 1;
  const Calibration allowed = calibrate(task, simulator, blocks);
  CHECK(allowed.expected_errors.empty());
  CHECK(allowed.worlds.front().expected.empty());
  CHECK(allowed.sensitivity.rows.size() == 3);
}
