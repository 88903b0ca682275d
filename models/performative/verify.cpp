/// T5: performative prediction against its closed forms.

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

#include "sim/experiment/verify_runs.hpp"

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

}  // namespace

std::vector<VerifyTarget> performative_checks() {
  return {{"T5", "Perdomo et al. 2020, performative prediction", performative}};
}

}  // namespace streetlight
