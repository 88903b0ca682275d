#pragma once
/// Services with a capacity: where more families want a contact in a month than there are seats, a lottery decides, and
/// the others are turned away as if they had not come.
///
///     seats = floor(capacity / 1000 x families of the authority + u),   u uniform for authority, service and month
///
/// Neglected: waiting lists, and services that choose the families who need them most.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

inline bool seats_are_limited(const World& world) { return world.rates.limited_services != 0; }

/// Takes back the contacts that services with a capacity cannot give. Programme money may come from early help's.
void ration_services(World& world);

}  // namespace streetlight::targeting
