// The logistic fit against plain Newton in double over the whole matrix, on data sets of every difficult kind.

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/targeting/risk/logistic.hpp"
#include "rows.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using testing::Rows;

namespace {

enum class Kind { plain, weighted, counted, collinear, rare, separable, far_out, levels };

Rows random_rows(Kind kind, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  const std::size_t features = 1 + engine() % 18, n = kind == Kind::rare ? 20000 : 60 + engine() % 5000;
  Rows rows;
  std::vector<double> slope;
  for (std::size_t j = 0; j < features; ++j) {
    rows.names.push_back(std::string("x").append(std::to_string(j)));
    slope.push_back(normal(engine) / std::sqrt(double(features)));
  }
  rows.x.resize(features);
  for (std::size_t i = 0; i < n; ++i) {
    double eta = kind == Kind::rare ? -6.0 : -1.5;
    for (std::size_t j = 0; j < features; ++j) {
      // Large offsets, small scales, counts that are mostly zero.
      double x = j % 3 == 0 ? 1000 + 5 * normal(engine) : j % 3 == 1 ? 1e-3 * normal(engine) : 0.0;
      if (j % 3 == 2 && uniform(engine) < 0.1) x = std::pow(0.97, double(engine() % 60));
      if (kind == Kind::levels) x = double(engine() % 3 == 0);
      if (kind == Kind::far_out && i == 7 && j == 0) x = 1e5;
      rows.x[j].push_back(float(x));
      eta += slope[j] * (kind == Kind::levels ? x : j % 3 == 0 ? (x - 1000) / 5 : j % 3 == 1 ? 1e3 * x : 5 * x);
    }
    rows.y.push_back(kind == Kind::separable ? eta > -1.5 : uniform(engine) < 1 / (1 + std::exp(-eta)));
    if (kind == Kind::weighted) rows.w.push_back(float(0.02 + 20 * std::pow(uniform(engine), 4)));
    if (kind == Kind::counted) rows.count.push_back(std::uint16_t(1 + engine() % 40 * (engine() % 4 == 0)));
    if (kind == Kind::weighted) rows.included.push_back(uniform(engine) < 0.7);
  }
  if (kind == Kind::collinear) {  // a copy and a double; with a penalty also what is collinear but for rounding
    rows.names.insert(rows.names.end(), {"copy", "double"});
    for (const float factor : {1.0f, 2.0f}) {
      rows.x.push_back(rows.x.front());
      for (float& x : rows.x.back()) x *= factor;
    }
    if (seed % 2 == 1) {
      rows.names.push_back("nearly");
      rows.x.push_back(rows.x.front());
      for (float& x : rows.x.back()) x = x * 1.1f + 0.1f;
    }
  }
  rows.y[0] = 0, rows.y[1] = 1;  // never all alike
  if (!rows.included.empty()) rows.included[0] = rows.included[1] = 1;
  return rows;
}

struct Optimum {
  Eigen::VectorXd beta;         // standardised, intercept first
  Eigen::VectorXd probability;  // of every row, included or not
};

/// Newton in double over the whole matrix, halved while the objective rises, until nothing moves.
Optimum plain_newton(const Rows& rows, double ridge) {
  const auto n = Eigen::Index(rows.y.size()), p = Eigen::Index(rows.x.size());
  Eigen::MatrixXd X(n, p + 1);
  Eigen::VectorXd y(n), w(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto k = std::size_t(i);
    X(i, 0) = 1;
    for (Eigen::Index j = 0; j < p; ++j) X(i, j + 1) = double(rows.x[std::size_t(j)][k]);
    y(i) = rows.y[k];
    w(i) = (rows.w.empty() ? 1.0 : double(rows.w[k])) * (rows.count.empty() ? 1.0 : double(rows.count[k])) *
           (rows.included.empty() ? 1.0 : double(rows.included[k]));
  }
  for (Eigen::Index j = 1; j <= p; ++j) {
    X.col(j).array() -= w.dot(X.col(j)) / w.sum();
    X.col(j) /= std::sqrt(w.dot(X.col(j).cwiseAbs2()) / w.sum());
  }
  Eigen::VectorXd penalty = Eigen::VectorXd::Constant(p + 1, ridge), beta = Eigen::VectorXd::Zero(p + 1);
  penalty(0) = 0;
  const auto value = [&](const Eigen::VectorXd& at) {
    const Eigen::ArrayXd eta = (X * at).array();
    return (w.array() * (eta.max(0.0) + (-eta.abs()).exp().log1p() - y.array() * eta)).sum() +
           0.5 * penalty.dot(at.cwiseAbs2());
  };
  const auto chance = [&] { return Eigen::VectorXd((1 / (1 + (-(X * beta).array()).exp())).matrix()); };
  for (int step = 0; step < 200; ++step) {
    const Eigen::VectorXd mu = chance();
    const Eigen::VectorXd gradient = X.transpose() * w.cwiseProduct(mu - y) + penalty.cwiseProduct(beta);
    Eigen::MatrixXd H = X.transpose() * (w.array() * mu.array() * (1 - mu.array())).matrix().asDiagonal() * X;
    H.diagonal() += penalty + Eigen::VectorXd::Constant(p + 1, 1e-9 * H.diagonal().maxCoeff() * (ridge == 0));
    Eigen::VectorXd d = -H.ldlt().solve(gradient);
    while (d.norm() > 1e-14 && value(beta + d) > value(beta) + 1e-11 * (1 + std::abs(value(beta)))) d *= 0.5;
    beta += d;
    if (d.norm() < 1e-12) break;
  }
  return {beta, chance()};
}

}  // namespace

TEST_CASE("The fit is where plain Newton ends, from a cold start and from a warm one") {
  const auto kind = GENERATE(Kind::plain, Kind::weighted, Kind::counted, Kind::collinear, Kind::rare, Kind::separable,
                             Kind::far_out, Kind::levels);
  BlockRunner runner;
  LogisticRegression warm;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    // Without a penalty, separable labels have no optimum and collinear features many: then probabilities must agree.
    const double ridge = seed % 2 == 0 && kind != Kind::separable && kind != Kind::rare ? 0.0
                         : seed % 3 == 0                                                ? 0.1
                                                                                        : 1.0;
    const Rows rows = random_rows(kind, seed);
    const Optimum expected = plain_newton(rows, ridge);
    LogisticRegression cold({.ridge = ridge});
    const FitReport report = cold.fit(rows, runner);
    CAPTURE(int(kind), seed, ridge, rows.x.size(), rows.y.size(), report.passes, report.error);
    REQUIRE(report.converged);
    REQUIRE(report.passes <= (kind == Kind::collinear && ridge == 0 ? 40 : 25));
    const auto scores = testing::scores_of(cold, rows);
    for (std::size_t i = 0; i < scores.size(); ++i)  // a score is the sum of its terms in single precision
      REQUIRE(std::abs(double(scores[i]) - expected.probability(Eigen::Index(i))) < 3e-6);
    const auto terms = cold.coefficients();
    const bool unique = ridge > 0 || kind != Kind::collinear;
    for (std::size_t j = 0; unique && j < terms.size(); ++j) {
      const double want = expected.beta(Eigen::Index(j)), off = std::abs(terms[j].standardised - want);
      REQUIRE(off < 2e-6 * (1 + std::abs(want)));
      if (kind != Kind::far_out && kind != Kind::collinear)
        REQUIRE(off <= report.error + 6e-7 * (1 + std::abs(want)));  // features are rounded to single precision
    }

    // A model of other rows, fitted again.
    LogisticRegression again({.ridge = ridge});
    Rows before = random_rows(kind, seed);
    for (std::size_t i = 2; i < before.y.size(); i += 5) before.y[i] = 1 - before.y[i];
    again.fit(before, runner);
    again.fit(rows, runner);
    const auto twice = again.coefficients();
    for (std::size_t j = 0; unique && j < terms.size(); ++j) {
      const double want = expected.beta(Eigen::Index(j));
      REQUIRE(std::abs(twice[j].standardised - want) < 2e-6 * (1 + std::abs(want)));
    }
  }
}

TEST_CASE("A row that stands for several is as many rows") {
  const Rows together = random_rows(Kind::counted, 3);
  Rows apart;
  apart.names = together.names;
  apart.x.resize(together.x.size());
  for (std::size_t i = 0; i < together.y.size(); ++i)
    for (std::size_t copy = 0; copy < together.count[i]; ++copy) {
      for (std::size_t j = 0; j < apart.x.size(); ++j) apart.x[j].push_back(together.x[j][i]);
      apart.y.push_back(together.y[i]);
    }
  BlockRunner runner;
  LogisticRegression one, other;
  const FitReport first = one.fit(together, runner), second = other.fit(apart, runner);
  CHECK(first.rows == second.rows);
  CHECK(first.weight == second.weight);
  CHECK(first.base_rate == Approx(second.base_rate));
  for (std::size_t j = 0; j <= apart.x.size(); ++j)
    CHECK(std::abs(one.coefficients()[j].standardised - other.coefficients()[j].standardised) < 1e-6);
}
