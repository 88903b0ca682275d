/// T6: delayed impact of lending against its closed forms.

#include <fmt/format.h>
#include <algorithm>
#include <numeric>

#include "sim/experiment/verify_runs.hpp"

namespace streetlight {

namespace {

using List = std::vector<double>;

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
  rows.exact("highest repayment probability refused", 239.0 / 300, profit.value(0, 0, "most_refused"), 1e-12);
  rows.exact("lowest repayment probability at which the score is expected to rise, +75 / -150", 2.0 / 3,
             rise.value(0, 0, "least_granted"), 1e-12);
  rows.exact("highest at which it is not expected to rise", 199.0 / 300, rise.value(0, 0, "most_refused"), 1e-12);

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

}  // namespace

std::vector<VerifyTarget> lending_checks() {
  return {{"T6", "Liu et al. 2018, delayed impact of lending", delayed_impact}};
}

}  // namespace streetlight
