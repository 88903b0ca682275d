#pragma once
/// A design's points side by side, for comparing.

#include <vector>

#include "sim/experiment/design.hpp"

namespace streetlight {

inline std::vector<Settings> points_of(const std::optional<Design>& design) {
  const DesignPoints points = design_points(design);
  return {points.begin(), points.end()};
}

}  // namespace streetlight
