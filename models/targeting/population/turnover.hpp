#pragma once
/// Ageing and turnover: each month the youngest child of every family is a month older; at 18 years the family leaves
/// and another moves into its home: same neighbourhood and ties, everything else drawn anew, no records.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

inline constexpr int months_of_childhood = 216;

/// One month older; families whose youngest child is 18 are replaced.
void age_and_replace(World& world);

/// Draws a family's attributes, set-points and state. `age`: months of the youngest child.
void enter(World& world, std::uint32_t family, std::uint8_t age);

/// Profiles of the families that enter at `first_month`, before anybody lived in their homes: what enter() draws.
std::vector<Profile> first_profiles(const AttributeModel& attributes, const Neighbourhoods& neighbourhoods,
                                    const Streams& streams, Month first_month, BlockRunner& blocks);
/// The first families, whose profiles stand in their column: all that enter() draws besides. Youngest children are of
/// every age.
void enter_first_families(World& world);

}  // namespace streetlight::targeting
