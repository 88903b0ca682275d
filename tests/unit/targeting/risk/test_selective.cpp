// Estimators for selective labels: right where their assumptions hold, wrong where they do not. N = 400,000; the
// standard error of a mean of label over the observed third is about 0.0015 or less, so 0.01 is beyond six of them.

#include "models/targeting/risk/metrics/selective.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using namespace streetlight::targeting;

namespace {

constexpr std::size_t n = 400000;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// x and a hidden u raise the label; being observed depends on x, and on u by `hidden`.
struct World {
  std::vector<std::uint8_t> labels = std::vector<std::uint8_t>(n), observed = labels;
  std::vector<float> propensity = std::vector<float>(n), outcome = propensity;
  double truth = 0, naive = 0;

  explicit World(double hidden) {
    std::mt19937_64 engine(77);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    double seen = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double x = normal(engine), u = normal(engine) > 0 ? 1 : -1;
      const double p = logistic(-1 + x + hidden * u);
      const double chance = 0.5 * (logistic(-1.5 + x + 1) + logistic(-1.5 + x - 1));
      labels[i] = uniform(engine) < logistic(-1.5 + x + u);
      observed[i] = uniform(engine) < p;
      propensity[i] = static_cast<float>(0.5 * (logistic(-1 + x + hidden) + logistic(-1 + x - hidden)));
      outcome[i] = static_cast<float>(chance);
      truth += labels[i];
      seen += observed[i];
      naive += labels[i] && observed[i];
    }
    truth /= n;
    naive /= seen;
  }
};

}  // namespace

TEST_CASE("Small tables by hand") {
  const std::vector<std::uint8_t> labels{1, 0, 1, 1}, observed{1, 1, 0, 1};
  const std::vector<float> propensity{0.5f, 0.25f, 0.5f, 0.1f}, outcome{0.5f, 0.5f, 0.5f, 1.0f};
  CHECK(inverse_propensity_mean(labels, observed, propensity, 0.25) == Approx(6.0 / 10));  // 2, 4, 4 after the floor
  CHECK(doubly_robust_mean(labels, observed, propensity, outcome, 0.05) == Approx((1.5 - 1.5 + 0.5 + 1) / 4));
  CHECK(std::isnan(inverse_propensity_mean(labels, std::vector<std::uint8_t>(4, 0), propensity, 0.1)));
  CHECK(std::isnan(doubly_robust_mean({}, {}, {}, {}, 0.1)));
}

TEST_CASE("Inverse propensity and doubly robust: right when looking depends on features alone") {
  const World world(0);
  CHECK(std::abs(world.naive - world.truth) > 0.08);
  CHECK(inverse_propensity_mean(world.labels, world.observed, world.propensity, 1e-3) ==
        Approx(world.truth).margin(0.01));
  CHECK(doubly_robust_mean(world.labels, world.observed, world.propensity, world.outcome, 1e-3) ==
        Approx(world.truth).margin(0.01));
  // Doubly robust survives one wrong model of the two; inverse propensity has only one.
  const std::vector<float> wrong(n, 0.3f);
  CHECK(doubly_robust_mean(world.labels, world.observed, wrong, world.outcome, 1e-3) ==
        Approx(world.truth).margin(0.01));
  CHECK(doubly_robust_mean(world.labels, world.observed, world.propensity, wrong, 1e-3) ==
        Approx(world.truth).margin(0.01));
  CHECK(std::abs(inverse_propensity_mean(world.labels, world.observed, wrong, 1e-3) - world.truth) > 0.08);
  CHECK(std::abs(doubly_robust_mean(world.labels, world.observed, wrong, wrong, 1e-3) - world.truth) > 0.05);
}

TEST_CASE("Inverse propensity and doubly robust: wrong when looking depends on what no feature shows") {
  const World world(1);
  CHECK(std::abs(inverse_propensity_mean(world.labels, world.observed, world.propensity, 1e-3) - world.truth) > 0.05);
  CHECK(std::abs(doubly_robust_mean(world.labels, world.observed, world.propensity, world.outcome, 1e-3) -
                 world.truth) > 0.05);
}

namespace {

/// Two deciders see x and perhaps a hidden u, intervene where their own view is highest: decider 1 in 20 % of cases,
/// decider 0 in 50 %. The score is x.
struct Court {
  std::vector<float> scores = std::vector<float>(n);
  std::vector<std::uint8_t> labels = std::vector<std::uint8_t>(n), observed = labels;
  std::vector<std::uint32_t> deciders = std::vector<std::uint32_t>(n);
  double failure_at_half = 0;  // true failure rate of the score at passing over half

  Court(double hidden, double shift) {
    std::mt19937_64 engine(78);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    const double spread = std::sqrt(1 + hidden * hidden);
    for (std::size_t i = 0; i < n; ++i) {
      deciders[i] = engine() & 1;
      const double x = normal(engine) + shift * deciders[i], u = normal(engine);
      scores[i] = static_cast<float>(x);
      labels[i] = uniform(engine) < logistic(-1 + x + u);
      observed[i] = x + hidden * u < spread * (deciders[i] == 1 ? 0.8416 : 0.0);
      failure_at_half += labels[i] && x < 0;
    }
    failure_at_half /= n;
  }
};

}  // namespace

TEST_CASE("Contraction by hand") {
  const std::vector<float> scores{0.9f, 0.5f, 0.1f, 0.7f, 0.2f, 0.3f};
  const std::vector<std::uint8_t> labels{0, 1, 0, 0, 1, 1}, observed{0, 1, 1, 1, 0, 1};
  const std::vector<std::uint32_t> deciders{7, 7, 7, 7, 3, 3};
  // Decider 7 passed over three of four; at a rate of one half the scores 0.5 and 0.1 are left, one failed.
  const auto half = contraction(scores, labels, observed, deciders, 0.5);
  REQUIRE(half);
  CHECK(half->decider == 7);
  CHECK(half->leniency == 0.75);
  CHECK(half->failure_rate == 0.25);
  CHECK_FALSE(contraction(scores, labels, observed, deciders, 0.8));
  CHECK_FALSE(contraction({}, {}, {}, {}, 0.1));
}

TEST_CASE("Contraction: right with cases dealt at random and no hidden view, wrong without") {
  const Court fair(0, 0);
  const auto estimate = contraction(fair.scores, fair.labels, fair.observed, fair.deciders, 0.5);
  REQUIRE(estimate);
  CHECK(estimate->decider == 1);
  CHECK(estimate->leniency == Approx(0.8).margin(0.005));
  CHECK(estimate->failure_rate == Approx(fair.failure_at_half).margin(0.005));
  // The lenient decider takes out failures that the score would not see: too rosy.
  const Court hidden(3, 0);
  const auto rosy = contraction(hidden.scores, hidden.labels, hidden.observed, hidden.deciders, 0.5);
  REQUIRE(rosy);
  CHECK(rosy->failure_rate < hidden.failure_at_half - 0.01);
  // The lenient decider was dealt easier cases: the half that is left is not the half of all.
  const Court dealt(0, -1);
  const auto easy = contraction(dealt.scores, dealt.labels, dealt.observed, dealt.deciders, 0.5);
  REQUIRE(easy);
  CHECK(easy->failure_rate < dealt.failure_at_half - 0.02);
}
