#pragma once
/// The month's contacts. Every family meets services or stays away, and concerns are noted, against the state at the
/// start of the process; once services with a capacity have turned the surplus away (rationing.hpp), contacts that
/// happened bring relief. Concerns go on file afterwards (records/filing.hpp).

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Proposes contacts, deterred contacts and concerns of the families of a block.
void meet_services(World& world, const Block& block);

/// Relief to families of a block in need, from every contact that happened.
void give_relief(World& world, const Block& block);

}  // namespace streetlight::targeting
