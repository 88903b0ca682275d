/// Emulators: exact where the truth is a quadratic of few terms, honest about their errors where it is not.

#include <Eigen/Cholesky>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/calibration/wave_emulators.hpp"
#include "sim/core/elementary.hpp"
#include "sim/experiment/design_draws.hpp"

using namespace streetlight;

namespace {

std::vector<CubePoint> sobol_points(std::size_t count, std::size_t parameters, std::uint64_t seed) {
  const ShiftedSobol sobol(parameters, design_streams(seed), 1);
  std::vector<CubePoint> points;
  for (std::size_t k = 0; k < count; ++k) points.push_back(sobol(k));
  return points;
}

double normal(const Streams& streams, std::uint32_t k) {
  return normal_of(streams.words({.entity = k, .purpose = 99})[0]);
}

Eigen::VectorXd values_of(const std::vector<CubePoint>& points, double (*f)(const CubePoint&), double noise = 0) {
  Eigen::VectorXd y(static_cast<Eigen::Index>(points.size()));
  for (std::size_t p = 0; p < points.size(); ++p)
    y(static_cast<Eigen::Index>(p)) = f(points[p]) + noise * normal(Streams(5, 0), static_cast<std::uint32_t>(p));
  return y;
}

double quadratic(const CubePoint& x) { return 1 + 2 * x[0] - 3 * x[3] * x[7] + 0.5 * x[2] * x[2] - 0.1 * x[9]; }

}  // namespace

TEST_CASE("a quadratic is found exactly, with no term too many") {
  const auto points = sobol_points(120, 10, 1);
  const Emulator emulator = fit_emulator(CandidateBasis(points), values_of(points, quadratic));
  for (const CubePoint& x : sobol_points(200, 10, 2)) CHECK(emulator.mean(x) == Approx(quadratic(x)).margin(1e-9));
  CHECK(emulator.variance < 1e-18);
}

TEST_CASE("noise adds hardly a term and is told as the emulator's error") {
  const auto points = sobol_points(400, 10, 1);
  const Emulator emulator = fit_emulator(CandidateBasis(points), values_of(points, quadratic, 0.05));
  CHECK(emulator.terms <= 9);                                         // 65 to choose from; centred, the truth has seven
  CHECK(std::sqrt(emulator.variance) == Approx(0.05).epsilon(0.12));  // 400 points: sd/sqrt(2n) is 3.5 %
}

TEST_CASE("errors of points left out are those of fits without them") {
  const auto points = sobol_points(60, 4, 3);
  const auto y = values_of(points, [](const CubePoint& x) { return std::exp(x[0] + 2 * x[1] * x[3]); });
  const CandidateBasis basis(points);
  const std::vector<std::size_t> terms{0, 1, 3, 5, 9};
  const Emulator whole = fit_terms(basis, terms, y);
  for (std::size_t out = 0; out < points.size(); ++out) {
    // Least squares without the point, by the normal equations
    Eigen::MatrixXd design(59, 6);
    Eigen::VectorXd values(59);
    Eigen::RowVectorXd left_out(6);
    for (std::size_t p = 0, row = 0; p < points.size(); ++p) {
      Eigen::RowVectorXd line(6);
      line(0) = 1;
      for (std::size_t k = 0; k < terms.size(); ++k)
        line(static_cast<Eigen::Index>(k) + 1) =
            basis.columns()(static_cast<Eigen::Index>(p), static_cast<Eigen::Index>(terms[k]));
      if (p == out) {
        left_out = line;
        continue;
      }
      design.row(static_cast<Eigen::Index>(row)) = line;
      values(static_cast<Eigen::Index>(row++)) = y(static_cast<Eigen::Index>(p));
    }
    const Eigen::VectorXd factors = (design.transpose() * design).ldlt().solve(design.transpose() * values);
    CHECK(whole.errors[out] == Approx(y(static_cast<Eigen::Index>(out)) - left_out.dot(factors)).margin(1e-8));
  }
}

TEST_CASE("errors at points never seen are as large as it says") {
  // N = 2,000 points, a function that is not a quadratic. The mean square of errors over the told variance: its
  // sampling sd is about 0.05 for normal errors; bounds of 0.7 and 1.4 allow for the tails of a bent truth.
  const auto f = [](const CubePoint& x) { return std::exp(x[0] - x[1]) + std::sin(2 * x[2] + x[3]) * x[4]; };
  const auto points = sobol_points(500, 8, 4);
  const Emulator emulator = fit_emulator(CandidateBasis(points), values_of(points, f));
  double square = 0;
  const auto fresh = sobol_points(2000, 8, 77);
  for (const CubePoint& x : fresh) square += std::pow(emulator.mean(x) - f(x), 2) / emulator.variance;
  const double ratio = square / static_cast<double>(fresh.size());
  CHECK(ratio > 0.7);
  CHECK(ratio < 1.4);
}

TEST_CASE("an emulator that says nothing is named and left out") {
  const auto points = sobol_points(200, 5, 6);
  const std::vector<TargetGoal> goals{{.name = "good", .published = 0.5, .low = 0.4, .high = 0.6},
                                      {.name = "noise", .published = 0.5, .low = 0.4, .high = 0.6},
                                      {.name = "missing", .published = 0.5, .low = 0.4, .high = 0.6},
                                      {.name = "kept back", .low = 0.4, .high = 0.6, .held_out = true}};
  std::vector<std::vector<double>> values;
  for (std::size_t p = 0; p < points.size(); ++p)
    values.push_back({0.2 + 0.5 * points[p][0], 0.5 + 0.1 * normal(Streams(8, 0), static_cast<std::uint32_t>(p)),
                      std::nan(""), 0.5});
  BlockRunner blocks;
  const auto fitted = fit_wave(goals, points, values, blocks);
  REQUIRE(fitted.size() == 3);
  CHECK(fitted[0].used);
  CHECK_FALSE(fitted[1].used);
  CHECK(fitted[1].why_not.find("of the variance") != std::string::npos);
  CHECK_FALSE(fitted[2].used);
  CHECK(fitted[2].why_not == "only 0 points have a value for it");
  CHECK(bounds_of(fitted, 1).bounds.size() == 1);
}

TEST_CASE("scales: shares as log-odds, ratios as logarithms, and back") {
  const TargetGoal share{.name = "s", .published = 5.5, .low = 4.7, .high = 6.3, .unit = 100};
  const ScaledGoal of_share(share, {3, 5, 8});
  CHECK(of_share.scale() == ValueScale::logit);
  CHECK(of_share.low() == Approx(std::log(0.047 / 0.953)));
  CHECK(of_share.from_scale(of_share.to_scale(5.5)) == Approx(5.5));
  const TargetGoal ratio{.name = "r", .published = 1.3, .low = 1.2, .high = 1.35, .discrepancy = 0.13, .unit = 1};
  const ScaledGoal of_ratio(ratio, {1.1, 1.4});
  CHECK(of_ratio.scale() == ValueScale::log);
  CHECK(of_ratio.discrepancy_published() == Approx(0.1));
  CHECK(ScaledGoal({.name = "d", .published = 0, .low = -1, .high = 1}, {-0.5, 2}).scale() == ValueScale::plain);
  CHECK(std::isinf(ScaledGoal({.name = "p", .published = 0.65, .low = 0, .high = 0.65}, {0.2, 0.3}).low()));
}
