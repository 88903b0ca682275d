#pragma once
/// Visits, findings and support. A referral that is accepted is visited and investigated. A flag that is followed leads
/// to an investigative visit, or to an offer of support that the family accepts with probability logistic(tau +
/// approach.appeal); a declined offer is not a visit. A visit ends in a finding with probability casework.hit for a
/// family in need or harmed, casework.false for any other. A finding adds 1 to the social-care record and opens a case.
/// Support follows a finding or an accepted offer and takes support.relief x casework.speed (x readiness for the
/// programme's own) off the need of a family in need. Every visit brings scrutiny (q = 1). A family both referred and
/// flagged is visited once, as referred.

#include <vector>

#include "models/targeting/policy/targeting.hpp"
#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Flags that survive review, and offers that are accepted, families ascending.
std::vector<std::uint32_t> review_flags(World& world, const std::vector<Flagged>& flagged);

/// Visits: to accepted referrals, and to followed flags that were not referred.
void visit_families(World& world, const std::vector<std::uint32_t>& referred,
                    const std::vector<std::uint32_t>& followed);

/// Open cases of a block close with probability 1 / duration.
void close_cases(World& world, const Block& block);

}  // namespace streetlight::targeting
