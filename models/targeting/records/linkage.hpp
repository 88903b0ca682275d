#pragma once
/// Linkage. A family's records at a service are linked with probability (1 - missed) x readiness; with probability
/// `linkage.false` the records of another family of its authority at that service are counted as its own. The errors
/// of linking are those of one linking exercise, so they last as long as the family does. Source: linkage error rates
/// of national hospital data. Neglected: errors that differ between pairs of services of one family.

#include <cstdint>

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Draws the links of one family under the parameters in effect.
void draw_links(World& world, std::uint32_t family);

/// Draws them for every family: after a change of linkage or readiness. The draws are the same, so only links near the
/// changed probability change.
void draw_all_links(World& world);

/// The family whose records at `service` are taken for `family`'s own; equal to `family` when nobody's are.
std::uint32_t false_link(const World& world, std::uint32_t family, std::size_t service);

}  // namespace streetlight::targeting
