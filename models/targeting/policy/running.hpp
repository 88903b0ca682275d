#pragma once
/// Whether a programme runs in an authority this month.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// It is enabled, the authority adopted it, its own start has come, and neither a regulator nor its own monitoring has
/// halted it.
inline bool programme_running(const World& world, std::uint32_t authority) {
  const auto& programme = world.programmes[authority];
  return world.parameters.programme.enabled && programme.adopts && world.month >= programme.start &&
         world.month >= programme.halted_until;
}

}  // namespace streetlight::targeting
