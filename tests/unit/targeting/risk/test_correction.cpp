#include "models/targeting/risk/correction.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/targeting/risk/logistic.hpp"
#include "models/targeting/risk/metrics/confusion.hpp"
#include "rows.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using testing::Rows;

namespace {
double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// A saturated world: two binary features with an interaction that the learner's two slopes miss, so that who is in the
/// training set matters. Looked at with odds that depend on the features.
Rows watched(std::size_t n, bool all_labels_seen) {
  std::mt19937_64 engine(12);
  std::uniform_real_distribution<double> uniform;
  Rows rows;
  rows.names = {"a", "b"};
  rows.x.resize(2);
  for (std::size_t i = 0; i < n; ++i) {
    const double a = uniform(engine) < 0.5, b = uniform(engine) < 0.4;
    const bool positive = uniform(engine) < logistic(-2 + 1.5 * a + b - 2.5 * a * b);
    const bool seen = uniform(engine) < logistic(-2 + 2 * a + 1.5 * b);
    rows.x[0].push_back(static_cast<float>(a));
    rows.x[1].push_back(static_cast<float>(b));
    rows.y.push_back(positive && (seen || all_labels_seen));
    rows.observed.push_back(seen || all_labels_seen);
  }
  return rows;
}
}  // namespace

TEST_CASE("Inverse propensity recovers the fit on everyone from those looked at") {
  // N = 400,000: standard errors of the slopes are about 0.01 (weighted fit: 0.02).
  BlockRunner runner;
  const Rows everyone = watched(400000, true), some = watched(400000, false);
  LogisticRegression oracle, naive, corrected, unseen_as_zero;
  oracle.fit(everyone, runner);
  unseen_as_zero.fit(some, runner);
  Rows only = some;
  only.included = some.observed;
  naive.fit(only, runner);
  const CorrectedFit report = fit_inverse_propensity(corrected, some, {.ridge = 1, .floor = 0.01}, runner);
  CHECK(report.propensity.fitted);
  CHECK(report.fit.rows == naive.clone()->fit(only, runner).rows);
  const auto want = oracle.coefficients();
  for (std::size_t j = 0; j < 3; ++j) CHECK(corrected.coefficients()[j].raw == Approx(want[j].raw).margin(0.08));
  CHECK(std::abs(naive.coefficients()[1].raw - want[1].raw) > 0.3);
  CHECK(std::abs(unseen_as_zero.coefficients()[0].raw - want[0].raw) > 0.5);
  // Where a floor clips the weights, the correction is partial.
  LogisticRegression clipped;
  fit_inverse_propensity(clipped, some, {.ridge = 1, .floor = 0.9}, runner);
  CHECK(std::abs(clipped.coefficients()[1].raw - want[1].raw) > 0.2);
}

TEST_CASE("With everyone looked at, the correction changes nothing but a common weight") {
  BlockRunner runner;
  const Rows rows = watched(5000, true);
  LogisticRegression plain({.ridge = 0}), corrected({.ridge = 0});
  plain.fit(rows, runner);
  const auto report = fit_inverse_propensity(corrected, rows, {}, runner);
  CHECK_FALSE(report.propensity.fitted);
  for (std::size_t j = 0; j < 3; ++j)
    CHECK(corrected.coefficients()[j].raw == Approx(plain.coefficients()[j].raw).margin(1e-6));
}

TEST_CASE("Group thresholds by hand") {
  // Group 0: positives at ranks 1 and 3; group 1: positives at ranks 2 and 4 of its own.
  const std::vector<float> scores{0.9f, 0.8f, 0.7f, 0.6f, 0.55f, 0.5f, 0.4f, 0.3f, 0.2f};
  const std::vector<std::uint8_t> labels{1, 0, 1, 0, 0, 1, 0, 1, 0}, group{0, 0, 0, 0, 1, 1, 1, 1, 1};
  const auto three = equal_opportunity_thresholds(scores, labels, group, 2, 3);  // recall one half: 1 + 2 rows
  CHECK(three.threshold == std::vector<float>{0.9f, 0.5f});
  CHECK(three.flag_share[0] == Approx(1.0 / 4));
  CHECK(three.flag_share[1] == Approx(2.0 / 5));
  const auto all = equal_opportunity_thresholds(scores, labels, group, 2, 9);
  CHECK(all.recall == 1);
  CHECK(all.threshold == std::vector<float>{0.7f, 0.3f});
  const auto none = equal_opportunity_thresholds(scores, labels, group, 2, 0);
  CHECK(none.flag_share == std::vector<double>{0, 0});
  CHECK(std::isinf(none.threshold[0]));
}

TEST_CASE("A group threshold counts all who tie with it, and a group without positives follows the common score") {
  const std::vector<float> scores{0.9f, 0.5f, 0.5f, 0.5f, 0.1f, 0.6f, 0.4f, NAN};
  const std::vector<std::uint8_t> labels{0, 1, 0, 0, 1, 0, 0, 1}, group{0, 0, 0, 0, 0, 1, 1, 1};
  // Recall one half of group 0 takes the three ties along: 4 rows; group 1 has no positive in scope: those >= 0.5.
  const auto five = equal_opportunity_thresholds(scores, labels, group, 2, 5);
  CHECK(five.threshold == std::vector<float>{0.5f, 0.5f});
  CHECK(five.flag_share[0] == Approx(4.0 / 5));
  CHECK(five.flag_share[1] == Approx(1.0 / 2));
  const auto four = equal_opportunity_thresholds(scores, labels, group, 2, 4);  // not room for the ties
  CHECK(four.flag_share[0] == 0);
}

TEST_CASE("Group thresholds equalise recorded recall at the capacity; one threshold does not") {
  std::mt19937_64 engine(3);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  const std::size_t n = 200000, places = 10000;
  std::vector<float> scores;
  std::vector<std::uint8_t> labels, group;
  for (std::size_t i = 0; i < n; ++i) {
    group.push_back(uniform(engine) < 0.3);
    labels.push_back(uniform(engine) < 0.1);
    scores.push_back(static_cast<float>(labels.back() * 1.2 + 0.8 * group.back() + normal(engine)));
  }
  const auto result = equal_opportunity_thresholds(scores, labels, group, 3, places);
  CHECK(result.flag_share[2] == 0);  // nobody there
  std::vector<std::uint8_t> flags(n), common(n);
  std::vector<float> sorted = scores;
  std::nth_element(sorted.begin(), sorted.begin() + long(places), sorted.end(), std::greater<>());
  std::size_t flagged = 0;
  for (std::size_t i = 0; i < n; ++i) {
    flags[i] = scores[i] >= result.threshold[group[i]];
    common[i] = scores[i] >= sorted[places];
    flagged += flags[i];
  }
  CHECK(flagged <= places);
  CHECK(flagged > places - 40);
  const auto recall = [&](const std::vector<std::uint8_t>& f, std::uint8_t g) {
    std::vector<std::uint8_t> member(n);
    for (std::size_t i = 0; i < n; ++i) member[i] = group[i] == g;
    return confusion(f, labels, {}, member).true_positive_rate();
  };
  CHECK(std::abs(recall(flags, 0) - recall(flags, 1)) < 0.002);
  CHECK(std::abs(recall(flags, 0) - result.recall) < 0.002);
  CHECK(recall(common, 1) - recall(common, 0) > 0.1);
}
