#pragma once
/// The groups of risk.correction_group, and the seats that each gets.

#include <cstdint>
#include <span>
#include <string>

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// The level of the attribute that each family from `first` on has; returns how many levels there are.
inline std::size_t fill_correction_groups(const World& world, const std::string& attribute, std::uint32_t first,
                                          std::span<std::uint8_t> group) {
  const auto& attributes = world.society->attributes;
  for (std::size_t k = 0; k < attributes.attributes(); ++k) {
    if (attributes.name(k) != attribute) continue;
    for (std::size_t row = 0; row < group.size(); ++row)
      group[row] = attributes.level(world.families.profile[first + row], k);
    return attributes.levels(k).size();
  }
  return 0;
}

}  // namespace streetlight::targeting
