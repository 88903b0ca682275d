#pragma once
/// Designs over the unit cube, and a design's points side by side, for comparing.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/experiment/design.hpp"

namespace streetlight {

/// Of so many inputs "0", "1", ..., each between 0 and 1; `size` samples or trajectories.
inline Design design_of(DesignKind kind, std::size_t inputs, std::int64_t size) {
  Design design;
  design.kind = kind;
  design.samples = design.trajectories = size;
  for (std::size_t i = 0; i < inputs; ++i) design.parameters.push_back({.key = std::to_string(i), .low = 0, .high = 1});
  return design;
}

inline std::vector<Settings> points_of(const std::optional<Design>& design) {
  const DesignPoints points = design_points(design);
  return {points.begin(), points.end()};
}

}  // namespace streetlight
