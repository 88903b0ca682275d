/// T9 and T10: selective labels and the identity between error rates, through the targeting model's own learner,
/// selection and metrics.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/experiment/verify_runs.hpp"

namespace streetlight {

namespace {

constexpr double need_share = 0.1;
constexpr std::array recording{0.9, 0.3};
const char* const names[] = {"known", "unknown"};

VerifyResult labels(VerifyRuns& runs, const char* score, const char* label, const char* correction) {
  return runs({.model = "selective",
               .set = {{"people.count", runs.size(200000, 50000)},
                       {"people.need", need_share},
                       {"records.known", recording[0]},
                       {"records.unknown", recording[1]},
                       {"risk.score", std::string(score)},
                       {"risk.label", std::string(label)},
                       {"risk.correction", std::string(correction)}},
               .months = 1,
               .groups = {{"known", {{"standing", {"known"}}}}, {"unknown", {{"standing", {"unknown"}}}}}});
}

struct Rates {
  double flagged, precision, recall, digits;  ///< digits: half a unit of the last one published
};

void group_rows(VerifyRows& rows, const VerifyResult& result, const std::string& learner,
                const std::array<Rates, 2>& expected) {
  for (std::size_t g = 0; g < 2; ++g) {
    const auto row = [&](const char* what, double value, const char* over, const char* under, double digits) {
      rows.statistical(fmt::format("{}, {}: {}", learner, names[g], what), value, result.ratio(0, over, under, g + 1),
                       0.02 * value + digits);
    };
    const Rates& rates = expected[g];
    row("share flagged", rates.flagged, "flags", "people", rates.digits / 100);
    row("precision, truth", rates.precision, "flags_in_need", "flags", rates.digits);
    row("recall, truth", rates.recall, "flags_in_need", "need", rates.digits);
  }
}

double above(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }

/// The logistic learner's own limit for infinitely many people: the minimiser of the expected loss over a grid of the
/// signal, by Newton's method, and what the top 5 % of its scores are.
std::array<Rates, 2> logistic_limit() {
  std::array<double, 3> beta{};  // intercept, signal, unknown
  const double step = 0.005;
  for (int newton = 0; newton < 40; ++newton) {
    double a[3][4] = {};
    for (double x = -7; x <= 8; x += step)
      for (std::size_t g = 0; g < 2; ++g) {
        const double with = need_share * std::exp(-0.5 * (x - 1) * (x - 1)),
                     without = (1 - need_share) * std::exp(-0.5 * x * x);
        const double mass = with + without, label = recording[g] * with / mass;
        const double v[3] = {1, x, static_cast<double>(g)};
        const double mu = 1 / (1 + std::exp(-(beta[0] + beta[1] * x + beta[2] * v[2])));
        for (int i = 0; i < 3; ++i) {
          for (int j = 0; j < 3; ++j) a[i][j] += mass * mu * (1 - mu) * v[i] * v[j];
          a[i][3] += mass * (label - mu) * v[i];
        }
      }
    // Gauss-Jordan: the matrix is positive definite.
    for (int i = 0; i < 3; ++i)
      for (int k = 0; k < 3; ++k) {
        if (k == i) continue;
        const double factor = a[k][i] / a[i][i];
        for (int j = 0; j < 4; ++j) a[k][j] -= factor * a[i][j];
      }
    for (std::size_t i = 0; i < 3; ++i) beta[i] += a[i][3] / a[i][i];
  }
  // The score rises with the signal, so each group has a cut; the common threshold by bisection on the share flagged.
  std::array<Rates, 2> limit{};
  double low = -20, high = 20;
  for (int i = 0; i < 100; ++i) {
    const double threshold = 0.5 * (low + high);
    for (std::size_t g = 0; g < 2; ++g) {
      const double cut = (threshold - beta[0] - beta[2] * static_cast<double>(g)) / beta[1];
      const double found = need_share * above(cut - 1), flagged = found + (1 - need_share) * above(cut);
      limit[g] = {flagged, found / flagged, found / need_share, 0};
    }
    (0.5 * (limit[0].flagged + limit[1].flagged) > 0.05 ? low : high) = threshold;
  }
  return limit;
}

void selective_labels(VerifyRuns& runs, VerifyRows& rows) {
  const auto exact = labels(runs, "posterior", "recorded", "none");
  group_rows(rows, exact, "exact posterior", {{{0.09888, 0.330, 0.327, 5e-4}, {0.00112, 0.730, 0.008, 5e-4}}});
  const double published[] = {0.297, 0.219};
  for (std::size_t g = 0; g < 2; ++g)
    rows.statistical(fmt::format("exact posterior, {}: precision on the records", names[g]), published[g],
                     exact.ratio(0, "flags_recorded", "flags", g + 1), 0.02 * published[g] + 5e-4);

  const std::array<Rates, 2> even{{{0.05, 0.403, 0.202, 5e-4}, {0.05, 0.403, 0.202, 5e-4}}};
  group_rows(rows, labels(runs, "posterior", "recorded", "inverse_propensity"), "weighted by 1/s", even);

  // A logistic score of signal and group cannot be the posterior; it must reach the limit that it can have.
  group_rows(rows, labels(runs, "logistic", "recorded", "none"), "logistic learner, its own limit", logistic_limit());
  group_rows(rows, labels(runs, "logistic", "recorded", "inverse_propensity"), "logistic learner, fitted weights",
             even);

  // An oracle's label makes true precision equal; on the records it still looks s times as good.
  const auto oracle = labels(runs, "logistic", "truth", "none");
  group_rows(rows, oracle, "true label", even);
  for (std::size_t g = 0; g < 2; ++g)
    rows.statistical(fmt::format("true label, {}: precision on the records, s x 0.403", names[g]), recording[g] * 0.403,
                     oracle.ratio(0, "flags_recorded", "flags", g + 1), 0.02 * recording[g] * 0.403 + 5e-4);
}

void identity(VerifyRuns& runs, VerifyRows& rows) {
  for (const char* score : {"posterior", "logistic"})
    for (const char* correction : {"none", "inverse_propensity"}) {
      const auto result = labels(runs, score, "recorded", correction);
      double reported = 0, from_counts = 0;
      for (std::size_t r = 0; r < result.replicates(); ++r)
        for (std::size_t g = 0; g < 3; ++g) {
          reported = std::max(reported, result.value(r, 0, "identity_residual", g));
          const double p = result.value(r, 0, "need", g) / result.value(r, 0, "people", g);
          const double ppv = result.value(r, 0, "precision_true", g), fnr = 1 - result.value(r, 0, "recall_true", g);
          from_counts = std::max(
              from_counts, std::abs(result.value(r, 0, "fpr_true", g) - p / (1 - p) * (1 - ppv) / ppv * (1 - fnr)));
        }
      const std::string which = fmt::format("{}, {}: largest residual", score, correction);
      rows.exact(which + " of the confusion tables, truth and records", 0, reported, 1e-12);
      rows.exact(which + " of the panel's rates", 0, from_counts, 1e-12);
    }
}

}  // namespace

std::vector<VerifyTarget> selective_checks() {
  return {{"T9", "Selective labels, two groups alike in need (own computation, exact posterior)", selective_labels},
          {"T10", "Chouldechova 2017: FPR = p/(1-p) (1-PPV)/PPV (1-FNR)", identity}};
}

}  // namespace streetlight
