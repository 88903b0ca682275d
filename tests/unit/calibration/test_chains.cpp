/// The chains and the search against regions and posteriors that are known.

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <numeric>

#include "sim/calibration/region_search.hpp"
#include "sim/core/elementary.hpp"
#include "sim/experiment/design_draws.hpp"

using namespace streetlight;

namespace {

/// sum of (x_j - centre)^2 over the first `count` coordinates.
Quadratic distance(std::size_t parameters, std::size_t count, double centre) {
  std::vector<double> linear(parameters, 0.0);
  std::vector<Quadratic::Product> products;
  for (std::uint32_t j = 0; j < count; ++j) {
    linear[j] = -2 * centre;
    products.push_back({j, j, 1});
  }
  return {static_cast<double>(count) * centre * centre, linear, products};
}

Bound bound(Quadratic mean, double low, double high) { return {std::move(mean), low, high, 1e-4, 1e-4, 0}; }

Quadratic coordinate(std::size_t parameters, std::size_t j) {
  std::vector<double> linear(parameters, 0.0);
  linear[j] = 1;
  return {0, linear, {}};
}

Population found(const Region& region, std::size_t parameters, std::size_t size, bool* left = nullptr) {
  BlockRunner blocks;
  RegionSearch search(parameters, size, design_streams(3), blocks);
  Population population = search.everywhere();
  const bool any = search.narrow(population, region);
  if (left) *left = any;
  return population;
}

double mean_of(const std::vector<CubePoint>& points, std::size_t j) {
  double sum = 0;
  for (const auto& x : points) sum += x[j];
  return sum / static_cast<double>(points.size());
}

double covariance(const std::vector<CubePoint>& points, std::size_t i, std::size_t j) {
  const double a = mean_of(points, i), b = mean_of(points, j);
  double sum = 0;
  for (const auto& x : points) sum += (x[i] - a) * (x[j] - b);
  return sum / static_cast<double>(points.size() - 1);
}

}  // namespace

TEST_CASE("a line is cut where the bounds say") {
  WaveBounds wave;
  wave.bounds.push_back({Quadratic(0, {0}, {{0, 0, 1}}), 1, 4, 0.1, 0.1, 0});
  std::vector<Stretch> stretches{{-5, 5}};
  const std::vector<Parabola> lines{{0, 0, 1}};  // s^2 from 1 - 0 to 4 + 0: two pieces
  cut_line(stretches, wave, lines, 0);
  REQUIRE(stretches.size() == 2);
  CHECK(stretches[0].first == Approx(-2));
  CHECK(stretches[0].last == Approx(-1));
  CHECK(stretches[1].first == Approx(1));
  CHECK(stretches[1].last == Approx(2));
  // One of two may exceed: what either allows is kept
  wave.bounds.push_back({Quadratic(0, {1}, {}), 3, 9, 0.1, 0.1, 1});
  wave.forgiven = 1;
  stretches = {{-5, 5}};
  cut_line(stretches, wave, std::vector<Parabola>{{0, 0, 1}, {0, 1, 0}}, 0);
  REQUIRE(stretches.size() == 3);
  CHECK(stretches[2].first == Approx(3));
  CHECK(stretches[2].last == Approx(5));
}

TEST_CASE("a ball: its volume, and points spread evenly in it") {
  // Ten dimensions, radius 0.4 around the middle: pi^5 / 120 r^10. N = 2,000 points. (|x|/r)^10 is uniform: its mean
  // has an sd of 0.0065 if the points were independent; 0.03 is alpha < 0.001 with a fifth of them effective.
  Region region;
  WaveBounds wave;
  wave.bounds.push_back(bound(distance(10, 10, 0.5), 0, 0.16));
  region.add(wave);
  const Population ball = found(region, 10, 2000);
  const double volume = std::pow(std::numbers::pi, 5) / 120 * std::pow(0.4, 10);
  CHECK(ball.log_volume == Approx(std::log(volume)).margin(0.25));
  double sum = 0, below = 0;
  for (const auto& x : ball.points) {
    double square = 0;
    for (const double c : x) square += (c - 0.5) * (c - 0.5);
    REQUIRE(square <= 0.1604);
    const double u = std::pow(square / 0.16, 5);
    sum += u;
    below += u < 0.5;
  }
  CHECK(sum / 2000 == Approx(0.5).margin(0.03));
  CHECK(below / 2000 == Approx(0.5).margin(0.05));
  // A planted fault, a sampler that hangs back in the middle, would be seen: radii shrunk by 3 % move the mean by 0.13
  CHECK(std::abs(0.5 * std::pow(0.97, 10) - 0.5) > 0.1);
}

TEST_CASE("two boxes apart: both are found, with their shares") {
  // Boxes at x_0 in [0.05, 0.15] and [0.95, 1], each 0.2 wide in three more coordinates: shares 2/3 and 1/3. The first
  // coordinate's bound is a parabola around 0.55, whose second arm the cube cuts in half.
  Region region;
  WaveBounds wave;
  wave.bounds.push_back({Quadratic(0.55 * 0.55, {-1.1, 0, 0, 0}, {{0, 0, 1}}), 0.16, 0.25, 1e-5, 1e-5, 0});
  for (std::size_t j = 1; j < 4; ++j) wave.bounds.push_back(bound(coordinate(4, j), 0.4, 0.6));
  region.add(wave);
  const Population both = found(region, 4, 2000);
  double right = 0;
  for (const auto& x : both.points) right += x[0] > 0.5;
  // sd of the share 0.011 for independent points
  CHECK(right / 2000 == Approx(1.0 / 3).margin(0.05));
  CHECK(std::exp(both.log_volume) == Approx(0.15 * 0.008).epsilon(0.15));
}

TEST_CASE("a piece of a region that is missed shows in shares, volume and rank") {
  // Planted fault: the two boxes above, and a search that knows the left one only. Its share, volume and the mean rank
  // of truths drawn from both must lie outside what a right search gives. N = 500 points.
  Region both, left_only;
  WaveBounds wave;
  wave.bounds.push_back({Quadratic(0.55 * 0.55, {-1.1, 0}, {{0, 0, 1}}), 0.16, 0.25, 1e-5, 1e-5, 0});
  both.add(wave);
  wave.bounds.push_back(bound(coordinate(2, 0), 0, 0.5));
  left_only.add(wave);
  for (const bool missed : {false, true}) {
    const Population points = found(missed ? left_only : both, 2, 500);
    double right = 0;
    for (const auto& x : points.points) right += x[0] > 0.5;
    CHECK((right / 500 == Approx(1.0 / 3).margin(0.1)) != missed);
    CHECK((std::exp(points.log_volume) == Approx(0.15).epsilon(0.2)) != missed);
    // 60 truths spread evenly over both pieces: how many points lie below each, on average half of them
    double below = 0;
    for (int n = 0; n < 60; ++n) {
      const double truth = n < 40 ? 0.05 + 0.1 * (n + 0.5) / 40 : 0.95 + 0.05 * (n - 40 + 0.5) / 20;
      for (const auto& x : points.points) below += x[0] < truth;
    }
    CHECK((below / 60 / 500 == Approx(0.5).margin(0.06)) != missed);
  }
}

TEST_CASE("a ridge: y = a b keeps what is not identified") {
  // a b in [0.24, 0.26]: the density of a is log-uniform in shape, 0.02 / a on [0.26, 1] (and less below). Its mean
  // over [0.25, 1] is (1 - 0.25) / log 4 = 0.541.
  Region region;
  WaveBounds wave;
  wave.bounds.push_back(bound(Quadratic(0, {0, 0}, {{0, 1, 1}}), 0.24, 0.26));
  region.add(wave);
  const Population ridge = found(region, 2, 2000);
  CHECK(mean_of(ridge.points, 0) == Approx(0.541).margin(0.02));
  CHECK(mean_of(ridge.points, 1) == Approx(0.541).margin(0.02));
  CHECK(std::exp(ridge.log_volume) == Approx(0.02 * std::log(4)).epsilon(0.15));
}

TEST_CASE("a linear-Gaussian posterior of 30 parameters and 12 targets") {
  // Prior N(0.5, 0.1^2) on each coordinate (the cube's faces are 5 sd away), 12 targets y_k = a_k x with noise 0.05.
  // Posterior covariance (I / 0.01 + A'A / 0.0025)^-1, in closed form. N = 2,000.
  constexpr std::size_t d = 30, m = 12;
  Eigen::MatrixXd a(m, d);
  const Streams streams = design_streams(9);
  for (std::uint32_t k = 0; k < m; ++k)
    for (std::uint32_t j = 0; j < d; ++j)
      a(k, j) = double{normal_of(streams.words({.entity = k, .purpose = 5, .quad = j})[0])} / std::sqrt(double{d});
  Region region;
  region.add({});
  RegionDensity density(region);
  for (std::size_t j = 0; j < d; ++j) density.normals.push_back({coordinate(d, j), 0.5, 0.1});
  Eigen::VectorXd y(m);
  for (std::uint32_t k = 0; k < m; ++k) {
    std::vector<double> row(d);
    for (std::size_t j = 0; j < d; ++j) row[j] = a(k, static_cast<Eigen::Index>(j));
    y(k) = 0.5 * a.row(k).sum() + 0.12 * double{normal_of(streams.words({.entity = k, .purpose = 6})[0])};
    density.normals.push_back({Quadratic(0, row, {}), y(k), 0.05});
  }
  const Eigen::MatrixXd precision = Eigen::MatrixXd::Identity(d, d) / 0.01 + a.transpose() * a / 0.0025;
  const Eigen::MatrixXd expected = precision.inverse();
  const Eigen::VectorXd mean = expected * (Eigen::VectorXd::Constant(d, 0.5) / 0.01 + a.transpose() * y / 0.0025);

  BlockRunner blocks;
  RegionSearch search(d, 2000, design_streams(4), blocks);
  Population population = search.everywhere();
  search.settle(population, density);

  // z of each mean; 30 of them, largest expected 2.7, bound 5 for points that are not quite independent
  double off = 0;
  for (std::size_t j = 0; j < d; ++j) {
    const auto e = static_cast<Eigen::Index>(j);
    const double z = (mean_of(population.points, j) - mean(e)) / std::sqrt(expected(e, e) / 2000);
    off = std::max(off, std::abs(z));
    CHECK(covariance(population.points, j, j) == Approx(expected(e, e)).epsilon(0.2));
  }
  CHECK(off < 5);
  // Along each direction that the targets do not see, the prior's variance stays; along those they see, it falls
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(a, Eigen::ComputeFullV);
  for (Eigen::Index direction : {0, 5, 11, 12, 20, 29}) {
    const Eigen::VectorXd v = svd.matrixV().col(direction);
    double sum = 0, square = 0;
    for (const auto& x : population.points) {
      const double along = Eigen::Map<const Eigen::VectorXd>(x.data(), d).dot(v);
      sum += along;
      square += along * along;
    }
    const double variance = square / 2000 - sum / 2000 * (sum / 2000);
    CHECK(variance == Approx(v.dot(expected * v)).epsilon(0.2));
    if (direction >= 12) CHECK(variance == Approx(0.01).epsilon(0.2));
    // Planted faults: a sampler that returns the prior, and one a fifth too narrow, lie outside these bounds
    if (direction == 0) CHECK_FALSE(0.01 == Approx(v.dot(expected * v)).epsilon(0.2));
  }
  CHECK_FALSE(0.64 * 0.01 == Approx(0.01).epsilon(0.2));
}

TEST_CASE("where nothing is left it says so") {
  Region region;
  WaveBounds wave;
  wave.bounds.push_back(bound(coordinate(3, 0), 0.0, 0.2));
  wave.bounds.push_back(bound(Quadratic(0, {1, 0.001, 0}, {}), 0.6, 0.9));
  region.add(wave);
  bool left = true;
  found(region, 3, 200, &left);
  CHECK_FALSE(left);
}

TEST_CASE("chances far out in the tails") {
  CHECK(log_chance_between(-1, 1, 0, 1) == Approx(std::log(0.6826894921)));
  CHECK(log_chance_between(-1, 1, 100, 1) == log_chance_between(-1, 1, -100, 1));
  CHECK(log_chance_between(-1, 1, 50, 1) < log_chance_between(-1, 1, 49, 1));
  CHECK(std::isfinite(log_chance_between(-1, 1, 1e6, 1)));
  CHECK(log_chance_between(-INFINITY, 2, 0, 1) == Approx(std::log(0.9772498681)));
  CHECK(log_chance_between(2, INFINITY, 0, 1) == Approx(std::log(0.0227501319)));
}
