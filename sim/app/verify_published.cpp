/// T5 to T8: performative prediction, delayed impact, attention allocation, retention; against closed forms.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/app/verify_runs.hpp"

namespace streetlight {

namespace {

using List = std::vector<double>;

void performative(VerifyRuns& runs, VerifyRows& rows) {
  for (const double response : {0.5, 0.9, -0.6, 1.2}) {
    const auto result = runs({.model = "performative",
                              .set = {{"outcome.mean", 1.0}, {"outcome.response", response}},
                              .months = 60,
                              .replicates = 1});
    const double stable = 1.0 / (1.0 - response);
    double worst = 0;
    for (std::size_t t = 0; t < 60; ++t) {
      const double expected = std::abs(stable) * std::pow(std::abs(response), static_cast<double>(t) + 1);
      worst = std::max(worst, std::abs(result.value(0, t, "error") - expected) / std::max(std::abs(stable), expected));
    }
    rows.exact(fmt::format("error = |stable| eps^t, eps = {}: largest relative deviation", response), 0, worst, 1e-12);
    if (std::abs(response) < 1)
      rows.exact(fmt::format("stable point mu / (1 - eps), eps = {}", response), stable,
                 result.value(0, 59, "prediction"), 1.1 * std::abs(stable) * std::pow(std::abs(response), 60) + 1e-12);
    else
      rows.exact(fmt::format("growth of the error in a round, eps = {}", response), response,
                 result.value(0, 59, "error") / result.value(0, 58, "error"), 1e-12);
  }

  // With n outcomes a round the prediction is an autoregression around the stable point.
  const double response = 0.5, n = 25;
  const Month rounds = runs.quick() ? 600 : 4000;
  const auto result =
      runs({.model = "performative",
            .set = {{"outcome.response", response}, {"learner.outcomes", std::int64_t{25}}, {"learner.start", 2.0}},
            .months = rounds});
  List means, variances;
  for (std::size_t r = 0; r < result.replicates(); ++r) {
    double sum = 0, squares = 0;
    for (std::size_t t = 50; t < result.times(); ++t) {
      const double off = result.value(r, t, "prediction") - 2.0;
      sum += off;
      squares += off * off;
    }
    const auto kept = static_cast<double>(result.times() - 50);
    means.push_back(2.0 + sum / kept);
    variances.push_back(squares / kept);
  }
  rows.statistical("mean prediction, 25 outcomes a round", 2.0, estimate(means), 0);
  rows.statistical("its variance, sigma^2 / (n (1 - eps^2))", 1.0 / (n * (1 - response * response)),
                   estimate(variances), 0);
}

void delayed_impact(VerifyRuns& runs, VerifyRows& rows) {
  // Thresholds, on scores whose probability of repaying is their own three hundredth.
  List grid(301), repay(301), even(301, 1.0);
  for (std::size_t k = 0; k < grid.size(); ++k) {
    grid[k] = static_cast<double>(k);
    repay[k] = static_cast<double>(k) / 300;
  }
  const auto thresholds = [&](const char* policy) {
    return runs({.model = "lending",
                 .set = {{"scores.grid", grid},
                         {"scores.repay", repay},
                         {"scores.majority", even},
                         {"scores.minority", even},
                         {"applicants.count", std::int64_t{50000}},
                         {"lender.policy", std::string(policy)}},
                 .months = 1,
                 .replicates = 1});
  };
  const auto profit = thresholds("utility"), rise = thresholds("improvement");
  rows.exact("lowest repayment probability lent to, utilities 1 / -4", 0.8, profit.value(0, 0, "least_granted"), 1e-12);
  rows.exact("highest refused", 239.0 / 300, profit.value(0, 0, "most_refused"), 1e-12);
  rows.exact("lowest at which the score is expected to rise, +75 / -150", 2.0 / 3, rise.value(0, 0, "least_granted"),
             1e-12);
  rows.exact("highest at which it is not", 199.0 / 300, rise.value(0, 0, "most_refused"), 1e-12);

  // Expected change of the score on a given distribution, within the grid's bounds.
  const List scores{300, 375, 450, 525, 600, 675, 750, 825}, rho{0.02, 0.10, 0.28, 0.52, 0.74, 0.88, 0.95, 0.98};
  const List weights[] = {{1, 2, 4, 8, 14, 22, 28, 21}, {6, 14, 20, 20, 16, 12, 8, 4}};
  const auto change = [&](const List& weight, double threshold) {
    double sum = 0;
    for (std::size_t k = 0; k < scores.size(); ++k) {
      const double up = std::min(75.0, scores.back() - scores[k]), down = std::min(150.0, scores[k] - scores.front());
      if (rho[k] >= threshold) sum += weight[k] * (rho[k] * up - (1 - rho[k]) * down);
    }
    return sum / std::accumulate(weight.begin(), weight.end(), 0.0);
  };
  const char* const names[] = {"majority", "minority"};
  for (const auto& [policy, threshold] : {std::pair{"utility", 0.8}, {"improvement", 2.0 / 3}}) {
    const auto result =
        runs({.model = "lending",
              .set = {{"scores.grid", scores},
                      {"scores.repay", rho},
                      {"scores.majority", weights[0]},
                      {"scores.minority", weights[1]},
                      {"applicants.count", runs.size(100000, 20000)},
                      {"lender.policy", std::string(policy)}},
              .months = 1,
              .groups = {{"majority", {{"group", {"majority"}}}}, {"minority", {{"group", {"minority"}}}}}});
    for (std::size_t g = 0; g < 2; ++g)
      rows.statistical(fmt::format("mean change of the score, {}, {}", names[g], policy), change(weights[g], threshold),
                       estimate(result.values(0, "change", g + 1)), 0);
  }
}

/// P(binomial(n, p) = k).
double binomial_chance(int n, int k, double p) {
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1)) * std::pow(p, k) *
         std::pow(1 - p, n - k);
}

void attention(VerifyRuns& runs, VerifyRows& rows) {
  const List rates{8, 6, 4, 3, 1.5};
  double found = 0;
  for (const double rate : rates)
    for (int units = 0; units <= 6; ++units)
      for (int incidents = 0; incidents < 60; ++incidents)
        found += binomial_chance(6, units, 0.2) *
                 std::exp(-rate + incidents * std::log(rate) - std::lgamma(incidents + 1)) * std::min(units, incidents);
  rows.exact("sum of E min(U, N), the closed form", 5.28855, found, 5e-6);

  const Month steps = runs.quick() ? 1000 : 10000;
  const auto result = runs({.model = "attention",
                            .set = {{"sites.rates", rates}, {"attention.units", std::int64_t{6}}},
                            .months = steps,
                            .interval = Interval::year});
  List found_mean, missed_mean;
  for (std::size_t r = 0; r < result.replicates(); ++r) {
    double found_sum = 0, missed_sum = 0;
    for (std::size_t t = 0; t < result.times(); ++t) {
      found_sum += result.value(r, t, "found");
      missed_sum += result.value(r, t, "missed");
    }
    found_mean.push_back(found_sum / steps);
    missed_mean.push_back(missed_sum / steps);
  }
  rows.statistical("incidents found a step, even allocation", 5.28855, estimate(found_mean), 0);
  rows.statistical("incidents missed a step", 17.21145, estimate(missed_mean), 0);
}

void retention(VerifyRuns& runs, VerifyRows& rows) {
  const auto from_near_even = [&](double c, double apart, Month steps) {
    const double even = 1 / (1 - std::exp(-c));
    return runs({.model = "retention",
                 .set = {{"users.sensitivity", c}, {"users.start", List{even * (1 + apart), even * (1 - apart)}}},
                 .months = steps,
                 .replicates = 1,
                 .groups = {{"second", {{"group", {"second"}}}}}});
  };
  // Growth of a small imbalance in one step, and where it is 1.
  const double around[] = {1.255, 1.258};
  double growth[2];
  for (int k = 0; k < 2; ++k) {
    const auto result = from_near_even(around[k], 1e-5, 2);
    growth[k] = (0.5 - result.value(0, 1, "share", 1)) / (0.5 - result.value(0, 0, "share", 1));
    rows.exact(fmt::format("growth of a small imbalance, exp(-c) (1 + 2c), c = {}", around[k]),
               std::exp(-around[k]) * (1 + 2 * around[k]), growth[k], 1e-6);
  }
  rows.exact("c* at which it is 1", 1.25643,
             around[0] + (growth[0] - 1) / (growth[0] - growth[1]) * (around[1] - around[0]), 1e-5);
  rows.exact("minority's share after 5,000 steps, c = 1.26", 0.5,
             from_near_even(1.26, 0.01, 5000).value(0, 4999, "share", 1), 1e-4);
  rows.exact("the same, c = 1.25: the minority is lost", 0, from_near_even(1.25, 0.01, 5000).value(0, 4999, "share", 1),
             0.001);
}

}  // namespace

std::vector<VerifyTarget> published_targets() {
  return {{"T5", "Perdomo et al. 2020, performative prediction", performative},
          {"T6", "Liu et al. 2018, delayed impact of lending", delayed_impact},
          {"T7", "D'Amour et al. 2020, attention allocation", attention},
          {"T8", "Hashimoto et al. 2018, retention of two groups", retention}};
}

}  // namespace streetlight
