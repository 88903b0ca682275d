#pragma once
/// The month's contacts. First every family meets services or stays away, and concerns are noted, against the state at
/// the start of the process; then services with a capacity turn the surplus away by lot; then help takes effect and
/// concerns go on file (records/month.hpp).

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Proposes contacts, deterred contacts and concerns of the families of a block.
void meet_services(World& world, const Block& block);

inline bool seats_are_limited(const World& world) { return world.rates.limited_services != 0; }

/// Takes back the contacts that services with a capacity cannot give. Programme money may come from early help's.
void ration_services(World& world);

/// Relief to families of a block in need, from every contact that happened.
void give_relief(World& world, const Block& block);

}  // namespace streetlight::targeting
