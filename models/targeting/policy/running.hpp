#pragma once
/// Whether a programme runs in an authority this month.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// It is enabled, the authority adopted it, and its own start has come.
inline bool programme_running(const World& world, std::uint32_t authority) {
  const auto& programme = world.programmes[authority];
  return world.parameters.programme.enabled && programme.adopts && world.month >= programme.start;
}

}  // namespace streetlight::targeting
