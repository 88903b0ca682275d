// Elementary effects of functions whose effects are known.
#include "sim/results/elementary_effects.hpp"
#include "tests/support/points_of.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>

using namespace streetlight;

namespace {

Design design(std::int64_t walks) {
  Design made;
  made.kind = DesignKind::morris;
  made.trajectories = walks;
  made.parameters = {
      {.key = "a", .low = -1, .high = 3}, {.key = "b", .low = 0, .high = 1}, {.key = "c", .low = 0, .high = 1}};
  return made;
}

std::vector<double> outcomes(const Design& made, const std::function<double(double, double, double)>& f) {
  std::vector<double> values;
  for (const auto& point : points_of(made))
    values.push_back(
        f(std::get<double>(point.at("a")), std::get<double>(point.at("b")), std::get<double>(point.at("c"))));
  return values;
}

}  // namespace

TEST_CASE("a linear function has its slopes times the ranges as effects, the same everywhere") {
  const Design made = design(20);
  const auto result =
      elementary_effects(outcomes(made, [](double a, double b, double) { return 7 + 2 * a - 5 * b; }), made);
  CHECK(result.walks == 20);
  const double mu[] = {8, -5, 0};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(result.parameters[i].mu == Approx(mu[i]).margin(1e-12));
    CHECK(result.parameters[i].mu_star == Approx(std::abs(mu[i])).margin(1e-12));
    CHECK(result.parameters[i].sigma == Approx(0).margin(1e-12));
    CHECK(result.parameters[i].mu_interval.low == Approx(mu[i]).margin(1e-12));
  }
}

TEST_CASE("an effect whose direction depends on another parameter cancels in mu, not in mu star") {
  const Design made = design(400);
  const auto result =
      elementary_effects(outcomes(made, [](double, double b, double c) { return b * (c - 0.5); }), made);
  // On four places c - 1/2 is -1/2, -1/6, 1/6 or 1/2: mean size 1/3, root mean square sqrt(5)/6
  CHECK(result.parameters[1].mu == Approx(0).margin(0.08));
  CHECK(result.parameters[1].mu_star == Approx(1.0 / 3).margin(0.04));
  CHECK(result.parameters[1].sigma == Approx(std::sqrt(5.0) / 6).margin(0.04));
  CHECK(result.parameters[1].mu_star_interval.low < 1.0 / 3);
  CHECK(result.parameters[1].mu_star_interval.high > 1.0 / 3);
  CHECK(result.parameters[0].mu_star == 0);
}

TEST_CASE("walks with a missing value are left out, and counted") {
  const Design made = design(12);
  auto values = outcomes(made, [](double a, double, double) { return a; });
  values[4 * 2 + 1] = std::numeric_limits<double>::quiet_NaN();
  auto result = elementary_effects(values, made);
  CHECK(result.walks == 11);
  CHECK(result.dropped == 1);
  CHECK(result.parameters[0].mu == Approx(4));
  CHECK(result.parameters[0].mu_interval.low == Approx(4));
  for (std::size_t walk = 0; walk < 11; ++walk) values[4 * walk] = std::numeric_limits<double>::quiet_NaN();
  result = elementary_effects(values, made);
  CHECK(result.walks == 1);
  CHECK(std::isnan(result.parameters[0].mu));
}

TEST_CASE("a parameter on a log scale has its effect over the whole range as any other") {
  Design made = design(12);
  made.parameters[1] = {.key = "b", .low = 0.01, .high = 100, .scale = Scale::log};
  const auto result =
      elementary_effects(outcomes(made, [](double, double b, double c) { return 3 * std::log10(b) + 0.5 * c; }), made);
  CHECK(result.parameters[1].mu == Approx(12));
  CHECK(result.parameters[1].sigma == Approx(0).margin(1e-9));
  CHECK(result.parameters[1].all_equal);
  CHECK(result.parameters[2].mu == Approx(0.5));
}

TEST_CASE("fewer than ten walks give no intervals") {
  const auto square = [](double a, double b, double c) { return a * a + b * c; };
  for (const std::int64_t walks : {9, 10}) {
    const Design made = design(walks);
    const auto result = elementary_effects(outcomes(made, square), made);
    CHECK(std::isnan(result.parameters[0].mu_star_interval.low) == (walks < 10));
    CHECK(std::isnan(result.parameters[0].mu_interval.high) == (walks < 10));
    CHECK(result.parameters[0].mu_star > 0);
    CHECK_FALSE(result.parameters[0].all_equal);
  }
}
