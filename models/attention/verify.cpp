/// T7: attention allocation against its closed form.

#include <algorithm>
#include <cmath>

#include "sim/experiment/verify_runs.hpp"

namespace streetlight {

namespace {

using List = std::vector<double>;

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

}  // namespace

std::vector<VerifyTarget> attention_checks() {
  return {{"T7", "D'Amour et al. 2020, attention allocation", attention}};
}

}  // namespace streetlight
