// Sobol indices from the points of a Saltelli design, of functions whose indices are known.
#include "sim/results/sobol_indices.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "sim/experiment/sensitivity_designs.hpp"
#include "tests/support/points_of.hpp"

using namespace streetlight;

namespace {

using Function = std::function<double(double, double, double)>;

std::vector<double> outcomes(std::int64_t samples, const Function& f) {
  Design design;
  design.kind = DesignKind::saltelli;
  design.samples = samples;
  design.parameters = {
      {.key = "a", .low = 0, .high = 1}, {.key = "b", .low = 0, .high = 1}, {.key = "c", .low = 0, .high = 1}};
  std::vector<double> values;
  for (const auto& point : points_of(design))
    values.push_back(
        f(std::get<double>(point.at("a")), std::get<double>(point.at("b")), std::get<double>(point.at("c"))));
  return values;
}

SobolIndices indices(std::int64_t samples, const Function& f) { return sobol_indices(outcomes(samples, f), 3); }

}  // namespace

TEST_CASE("a weighted sum: variances in proportion to the squares, nothing together") {
  const auto result = indices(1024, [](double a, double b, double) { return 100 + 3 * a - b; });
  CHECK(result.mean == Approx(101).epsilon(1e-4));
  CHECK(result.variance == Approx(10.0 / 12).epsilon(0.01));
  const double expected[] = {0.9, 0.1, 0.0};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(result.parameters[i].first == Approx(expected[i]).margin(0.01));
    CHECK(result.parameters[i].total == Approx(expected[i]).margin(0.01));
  }
  CHECK(result.parameters[2].total == 0);  // does not appear at all: exactly nothing
  CHECK(result.parameters[0].first_interval.low < 0.9);
  CHECK(result.parameters[0].first_interval.high > 0.9 - 1e-3);  // one interval of many: it may just miss
}

TEST_CASE("a product of centred factors: nothing alone, everything together") {
  const auto result = indices(2048, [](double a, double b, double) { return (a - 0.5) * (b - 0.5); });
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(result.parameters[i].first == Approx(0).margin(0.03));
    CHECK(result.parameters[i].total == Approx(1).margin(0.03));
  }
}

TEST_CASE("an outcome far from zero loses no precision") {
  const auto near = indices(256, [](double a, double b, double c) { return a * b + c; });
  const auto far = indices(256, [](double a, double b, double c) { return 1e6 + a * b + c; });
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(far.parameters[i].first == Approx(near.parameters[i].first).margin(1e-6));
    CHECK(far.parameters[i].total == Approx(near.parameters[i].total).margin(1e-6));
  }
}

TEST_CASE("an outcome that does not vary has no indices") {
  for (const double level : {0.0, 0.1, 1e9}) {
    const auto result = indices(64, [=](double, double, double) { return level; });
    CHECK(result.mean == Approx(level));
    for (const auto& parameter : result.parameters) {
      CHECK(std::isnan(parameter.first));
      CHECK(std::isnan(parameter.total_interval.low));
    }
  }
}

TEST_CASE("rows with a missing value are left out, and counted") {
  const Function f = [](double a, double b, double) { return a + b * b; };
  auto values = outcomes(64, f);
  const auto shorter = sobol_indices(std::span(values).subspan(5 * 2), 3);
  values[0] = values[5 + 3] = std::numeric_limits<double>::quiet_NaN();
  const auto result = sobol_indices(values, 3);
  CHECK(result.rows == 62);
  CHECK(result.dropped == 2);
  for (std::size_t i = 0; i < 3; ++i) CHECK(result.parameters[i].total == shorter.parameters[i].total);
  std::fill(values.begin(), values.end(), std::numeric_limits<double>::quiet_NaN());
  CHECK(std::isnan(sobol_indices(values, 3).mean));
}

TEST_CASE("intervals narrow with the samples, and are the same for ever") {
  const Function f = [](double a, double b, double c) { return a * b * std::exp(c); };
  const auto width = [&](std::int64_t samples) {
    const auto interval = indices(samples, f).parameters[0].total_interval;
    return interval.high - interval.low;
  };
  // At least with the root of the samples, and faster, since the rows are even
  CHECK(width(4096) < width(256) / 4);
  CHECK(indices(128, f).parameters[1].first_interval.low == indices(128, f).parameters[1].first_interval.low);
}

TEST_CASE("the standard error is the jackknife's over the shifted copies of the sequence") {
  const Function f = [](double a, double b, double c) { return a + b * c; };
  const auto all = outcomes(64, f);
  std::vector<double> firsts;
  for (std::size_t copy = 0; copy < 8; ++copy) {
    auto without = all;
    for (std::size_t row = copy; row < 64; row += 8) without[5 * row] = std::numeric_limits<double>::quiet_NaN();
    firsts.push_back(sobol_indices(without, 3).parameters[0].first);
  }
  double mean = 0, squares = 0;
  for (const double first : firsts) mean += first / 8;
  for (const double first : firsts) squares += (first - mean) * (first - mean);
  const double half = 2.364624251592784 * std::sqrt(7.0 / 8 * squares);  // Student's t, 7 degrees of freedom
  const auto index = sobol_indices(all, 3).parameters[0];
  CHECK(index.first_interval.low == Approx(index.first - half));
  CHECK(index.first_interval.high == Approx(index.first + half));
}

TEST_CASE("fewer than six rows of each copy give no intervals") {
  const Function f = [](double a, double b, double c) { return a + b * c; };
  CHECK(std::isnan(indices(47, f).parameters[0].first_interval.low));
  CHECK(std::isnan(indices(47, f).parameters[0].total_interval.low));
  CHECK(std::isfinite(indices(48, f).parameters[0].first_interval.low));
  CHECK(indices(48, f).parameters[0].total_interval.low > 0);
}
