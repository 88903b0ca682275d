#pragma once
/// Referrals. Each stored concern becomes a referral with probability casework.referral; a family referred by several
/// services in a month is one referral, of the service with the lowest word. Screening accepts by recorded severity
/// (the sum of decayed counts and the social-care record), ties by lot, up to the authority's capacity; the rest lapse.
/// Severity is what the records say: screening sees no need.

#include <vector>

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Families referred this month, ascending; put on file and counted.
std::vector<std::uint32_t> refer_families(World& world);

/// Those that caseworkers have room for, ascending. `programme_visits`: visits that the programme makes this month, by
/// authority; a share programme.displaces of them is taken from the room.
std::vector<std::uint32_t> screen_referrals(World& world, const std::vector<std::uint32_t>& referred,
                                            const std::vector<std::size_t>& programme_visits);

}  // namespace streetlight::targeting
