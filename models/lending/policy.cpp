#include <algorithm>
#include <array>
#include <cstddef>

#include "models/lending/lending.hpp"

namespace streetlight::lending {

namespace {

/// Rounding must not turn away the applicant who stands exactly at the threshold.
constexpr double rounding = 1e-12;

bool worth(double repays, double up, double down) {
  return up * repays - down * (1 - repays) >= -rounding * (up + down);
}

/// One group from its best risk to its worst, with what lending to the first k brings.
struct Ranking {
  std::vector<std::size_t> order;
  std::vector<double> utility{0}, reach{0};  ///< [k]; reach is the quantity that the policy equalises
  double total = 0;                          ///< reach of lending to everyone

  /// How many to lend to so that the share `share` of the total is reached, at least.
  std::size_t loans(double share) const {
    const double goal = share * total - rounding * (1 + total);
    return std::min(order.size(),
                    static_cast<std::size_t>(std::lower_bound(reach.begin(), reach.end(), goal) - reach.begin()));
  }
};

Ranking ranking(const std::vector<Applicant>& applicants, std::uint8_t group, const Parameters& parameters) {
  Ranking made;
  for (std::size_t i = 0; i < applicants.size(); ++i)
    if (applicants[i].group == group) made.order.push_back(i);
  std::sort(made.order.begin(), made.order.end(), [&](std::size_t i, std::size_t j) {
    const Applicant &a = applicants[i], &b = applicants[j];
    if (a.repays != b.repays) return a.repays > b.repays;
    return a.lot != b.lot ? a.lot < b.lot : i < j;
  });
  for (const std::size_t i : made.order) {
    const double rho = applicants[i].repays;
    made.utility.push_back(made.utility.back() + parameters.gain * rho - parameters.loss * (1 - rho));
    made.reach.push_back(made.reach.back() + (parameters.policy == Policy::parity ? 1.0 : rho));
  }
  made.total = made.reach.back();
  return made;
}

/// Both groups get the share at which the lender earns most.
void lend_equally(std::vector<Applicant>& applicants, const Parameters& parameters) {
  const std::array<Ranking, 2> groups{ranking(applicants, 0, parameters), ranking(applicants, 1, parameters)};
  double best = 0, best_share = 0;
  for (const Ranking& group : groups)
    for (const double reach : group.reach) {
      if (group.total <= 0) continue;
      const double share = reach / group.total;
      const double utility = groups[0].utility[groups[0].loans(share)] + groups[1].utility[groups[1].loans(share)];
      if (utility > best) {
        best = utility;
        best_share = share;
      }
    }
  for (const Ranking& group : groups)
    for (std::size_t k = 0; k < group.loans(best_share); ++k) applicants[group.order[k]].lent = true;
}

}  // namespace

void decide(std::vector<Applicant>& applicants, const Parameters& parameters) {
  for (Applicant& applicant : applicants) {
    applicant.lent = false;
    if (parameters.policy == Policy::utility)
      applicant.lent = worth(applicant.repays, parameters.gain, parameters.loss);
    if (parameters.policy == Policy::improvement)
      applicant.lent = worth(applicant.repays, parameters.rise, parameters.fall);
  }
  if (parameters.policy == Policy::parity || parameters.policy == Policy::opportunity)
    lend_equally(applicants, parameters);
}

}  // namespace streetlight::lending
