#pragma once
/// Which points of a design are looked at before anything runs. All of them where there are few; of a large design so
/// many that looking takes no longer than for a small one.

#include <cstddef>
#include <vector>

#include "sim/experiment/design.hpp"

namespace streetlight {

/// The first and the last point, those in even steps between them, and of every parameter a point with its lowest and
/// its highest number and one with each of its words and switches. Of more than 10,000 points these are looked for
/// among 10,000 in even steps; in a grid, also where each value stands for the first time. In ascending order.
std::vector<std::size_t> points_checked(const Design& design, const DesignPoints& points, std::size_t even_steps);

}  // namespace streetlight
