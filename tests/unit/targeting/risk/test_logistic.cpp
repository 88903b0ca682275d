#include "models/targeting/risk/logistic.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>

#include "rows.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using testing::Rows;
using testing::ShufflingRunner;

namespace {

/// Labels from a logistic model with known raw coefficients; some rows out, some weighted; one column constant.
Rows simulated(std::size_t n, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  std::poisson_distribution<int> count(0.15);
  std::uniform_real_distribution<double> uniform;
  Rows rows;
  rows.names = {"count", "score", "level", "constant", "large"};
  rows.x.resize(5);
  for (std::size_t i = 0; i < n; ++i) {
    const double values[] = {count(engine) * 0.97, normal(engine), uniform(engine) < 0.2 ? 1.0 : 0.0, 0.1,
                             1000 + 5 * normal(engine)};
    const double eta = -2.5 + 0.8 * values[0] + 0.5 * values[1] - 0.7 * values[2] + 0.04 * (values[4] - 1000);
    for (std::size_t j = 0; j < 5; ++j) rows.x[j].push_back(static_cast<float>(values[j]));
    rows.y.push_back(uniform(engine) < 1 / (1 + std::exp(-eta)));
    rows.w.push_back(uniform(engine) < 0.1 ? 2.5f : 1.0f);
    rows.included.push_back(uniform(engine) < 0.9);
  }
  return rows;
}

/// The same problem solved another way: dense long-hand Newton over Eigen, intercept unpenalised.
Eigen::VectorXd reference(const Rows& rows, double ridge) {
  std::vector<std::size_t> in;
  for (std::size_t i = 0; i < rows.y.size(); ++i)
    if (rows.included.empty() || rows.included[i]) in.push_back(i);
  const auto n = static_cast<Eigen::Index>(in.size());
  const auto p = static_cast<Eigen::Index>(rows.x.size());
  Eigen::MatrixXd X(n, p + 1);
  Eigen::VectorXd y(n), w(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    X(i, 0) = 1;
    for (Eigen::Index j = 0; j < p; ++j) X(i, j + 1) = static_cast<double>(rows.x[std::size_t(j)][in[std::size_t(i)]]);
    y(i) = rows.y[in[std::size_t(i)]];
    w(i) = rows.w.empty() ? 1 : static_cast<double>(rows.w[in[std::size_t(i)]]);
  }
  Eigen::VectorXd penalty = Eigen::VectorXd::Constant(p + 1, ridge);
  penalty(0) = 0;
  for (Eigen::Index j = 1; j <= p; ++j) {
    const double mean = w.dot(X.col(j)) / w.sum();
    const double scale = std::sqrt(w.dot((X.col(j).array() - mean).square().matrix()) / w.sum());
    X.col(j) = scale > 1e-6 ? ((X.col(j).array() - mean) / scale).matrix().eval() : Eigen::VectorXd::Zero(n).eval();
    if (scale <= 1e-6) penalty(j) += 1;
  }
  Eigen::VectorXd beta = Eigen::VectorXd::Zero(p + 1);
  for (int step = 0; step < 50; ++step) {
    const Eigen::VectorXd mu = (1 / (1 + (-(X * beta).array()).exp())).matrix();
    const Eigen::VectorXd gradient = X.transpose() * w.cwiseProduct(mu - y) + penalty.cwiseProduct(beta);
    const Eigen::VectorXd curve = w.cwiseProduct(mu.cwiseProduct((1 - mu.array()).matrix()));
    Eigen::MatrixXd H = X.transpose() * curve.asDiagonal() * X;
    H += penalty.asDiagonal();
    beta -= H.ldlt().solve(gradient);
  }
  return beta;
}

}  // namespace

TEST_CASE("A 2 x 2 table without ridge: the coefficients are log odds and the log odds ratio") {
  // 1 of 4 positive at x = 0, 3 of 4 at x = 2: intercept log(1/3), slope log(9)/2 per unit.
  Rows rows;
  rows.names = {"x"};
  rows.x = {{0, 0, 0, 0, 2, 2, 2, 2}};
  rows.y = {1, 0, 0, 0, 1, 1, 1, 0};
  BlockRunner runner;
  LogisticRegression learner({.ridge = 0});
  const FitReport report = learner.fit(rows, runner);
  CHECK(report.fitted);
  CHECK(report.converged);
  CHECK(report.rows == 8);
  CHECK(report.base_rate == 0.5);
  const auto terms = learner.coefficients();
  REQUIRE(terms.size() == 2);
  CHECK(terms[0].name == "intercept");
  CHECK(terms[1].name == "x");
  CHECK(terms[0].raw == Approx(std::log(1.0 / 3)).epsilon(1e-7));
  CHECK(terms[1].raw == Approx(std::log(9.0) / 2).epsilon(1e-7));
  CHECK(terms[1].standardised == Approx(std::log(9.0) / 2).epsilon(1e-7));  // standard deviation 1
  const auto scores = testing::scores_of(learner, rows);
  CHECK(scores[0] == Approx(0.25f));
  CHECK(scores[7] == Approx(0.75f));
}

TEST_CASE("Ridge on two points: the stationarity equation holds by hand") {
  // x = -1, 1 standardised already, y = 0, 1, ridge 1: intercept 0 and b = 2 (1 - logistic(b)).
  Rows rows;
  rows.names = {"x"};
  rows.x = {{-1, 1}};
  rows.y = {0, 1};
  BlockRunner runner;
  LogisticRegression learner({.ridge = 1});
  learner.fit(rows, runner);
  const auto terms = learner.coefficients();
  CHECK(std::abs(terms[0].raw) < 1e-9);
  const double b = terms[1].standardised;
  CHECK(b == Approx(2 * (1 - 1 / (1 + std::exp(-b)))).epsilon(1e-7));
}

TEST_CASE("A Newton solver over a dense matrix agrees, weights and exclusions included") {
  const Rows rows = simulated(5001, 3);
  BlockRunner runner;
  for (const double ridge : {0.0, 1.0, 300.0}) {
    LogisticRegression learner({.ridge = ridge});
    const FitReport report = learner.fit(rows, runner);
    CHECK(report.converged);
    CHECK(report.error <= 1e-6);
    const auto expected = reference(rows, ridge);
    const auto terms = learner.coefficients();
    for (std::size_t j = 0; j < terms.size(); ++j)
      CHECK(terms[j].standardised == Approx(expected(Eigen::Index(j))).margin(2e-6));
    CHECK(terms[4].raw == 0);  // the constant column
  }
}

TEST_CASE("Same bits for any number of threads and any order of blocks") {
  const Rows rows = simulated(30000, 5);
  BlockRunner plain;
  LogisticRegression expected;
  expected.fit(rows, plain);
  const auto want = expected.coefficients();
  const auto want_scores = testing::scores_of(expected, rows);
  for (const std::size_t threads : {1u, 2u, 3u, 7u}) {
    ShufflingRunner runner(threads, unsigned(threads));
    LogisticRegression learner;
    learner.fit(rows, runner);
    const auto got = learner.coefficients();
    for (std::size_t j = 0; j < want.size(); ++j) {
      CHECK(got[j].raw == want[j].raw);
      CHECK(got[j].standardised == want[j].standardised);
    }
    CHECK(testing::scores_of(learner, rows) == want_scores);
  }
}

TEST_CASE("A warm start reaches the same optimum in fewer passes") {
  const Rows before = simulated(20000, 7), after = simulated(20000, 8);
  BlockRunner runner;
  LogisticRegression cold, warm;
  const auto cold_report = cold.fit(after, runner);
  warm.fit(before, runner);
  const auto warm_report = warm.fit(after, runner);
  CHECK(warm_report.passes < cold_report.passes);
  for (std::size_t j = 0; j < 6; ++j)
    CHECK(warm.coefficients()[j].standardised == Approx(cold.coefficients()[j].standardised).margin(1e-6));
  // A copy goes its own way with equal results.
  const auto copy = warm.clone();
  CHECK(testing::scores_of(*copy, after) == testing::scores_of(warm, after));
}

TEST_CASE("Nothing to learn from: base rate, and the report says so") {
  BlockRunner runner;
  Rows rows;
  rows.names = {"x"};
  rows.x = {{1, 2, 3}};
  SECTION("no positives") { rows.y = {0, 0, 0}; }
  SECTION("all positive") { rows.y = {1, 1, 1}; }
  SECTION("nobody included") {
    rows.y = {0, 1, 0};
    rows.included = {0, 0, 0};
  }
  SECTION("no rows") {
    rows.x = {{}};
    rows.y = {};
  }
  LogisticRegression learner;
  const FitReport report = learner.fit(rows, runner);
  CHECK_FALSE(report.fitted);
  for (const float score : testing::scores_of(learner, rows)) CHECK(score == static_cast<float>(report.base_rate));
}

TEST_CASE("Separable, collinear and tiny training sets have finite answers") {
  BlockRunner runner;
  Rows rows;
  rows.names = {"x", "twice"};
  SECTION("separable") {
    rows.x = {{0, 0, 1, 1}, {0, 0, 2, 2}};
    rows.y = {0, 0, 1, 1};
    LogisticRegression learner({.ridge = 1});
    CHECK(learner.fit(rows, runner).converged);
    CHECK(learner.coefficients()[1].standardised == Approx(learner.coefficients()[2].standardised));
  }
  SECTION("separable without ridge runs away slowly and stays finite") {
    rows.x = {{0, 0, 1, 1}, {0, 0, 2, 2}};
    rows.y = {0, 0, 1, 1};
    LogisticRegression learner({.ridge = 0});
    learner.fit(rows, runner);
    const auto scores = testing::scores_of(learner, rows);
    CHECK(scores[0] < 0.01f);
    CHECK(scores[3] > 0.99f);
  }
  SECTION("collinear without ridge") {
    rows.x = {{0, 0, 1, 1, 0, 1}, {0, 0, 2, 2, 0, 2}};
    rows.y = {0, 1, 1, 1, 0, 0};
    LogisticRegression learner({.ridge = 0});
    CHECK(learner.fit(rows, runner).converged);
    const auto scores = testing::scores_of(learner, rows);
    CHECK(scores[0] == Approx(1.0f / 3));
    CHECK(scores[3] == Approx(2.0f / 3));
  }
  SECTION("two rows") {
    rows.x = {{0, 1}, {5, 5}};
    rows.y = {0, 1};
    LogisticRegression learner;
    CHECK(learner.fit(rows, runner).converged);
  }
}
