#pragma once
/// The month's casework: referrals and flags compete for visits.

#include "models/targeting/policy/targeting.hpp"
#include "models/targeting/world.hpp"

namespace streetlight::targeting {

void do_casework(World& world, const std::vector<Flagged>& flagged);

}  // namespace streetlight::targeting
