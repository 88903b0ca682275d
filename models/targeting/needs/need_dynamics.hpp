#pragma once
/// The month's needs: every family's need moves (need.hpp) and harm may strike (harm.hpp).

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Makes room for what harm leaves behind, from the first month on in which it does. Before move_needs.
void remember_harm(World& world);

/// For the families of a block.
void move_needs(World& world, const Block& block);

}  // namespace streetlight::targeting
