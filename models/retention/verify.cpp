/// T8: retention of two groups against its closed form.

#include <fmt/format.h>
#include <cmath>

#include "sim/experiment/verify_runs.hpp"

namespace streetlight {

namespace {

using List = std::vector<double>;

void two_groups(VerifyRuns& runs, VerifyRows& rows) {
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
  rows.exact("minority's share after 5,000 steps, c = 1.25: it is lost", 0,
             from_near_even(1.25, 0.01, 5000).value(0, 4999, "share", 1), 0.001);
}

}  // namespace

std::vector<VerifyTarget> retention_checks() {
  return {{"T8", "Hashimoto et al. 2018, retention of two groups", two_groups}};
}

}  // namespace streetlight
