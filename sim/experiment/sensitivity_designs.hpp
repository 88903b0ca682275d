#pragma once
/// Designs for sensitivity analysis: points in an order from which the analysis knows which points differ in what.
///
/// Morris (1991): `trajectories` walks through the grid of `levels` places in each range. A walk has k + 1 points for k
/// parameters; each step moves one parameter, each parameter once, by delta = levels / (2 (levels - 1)) of its range.
///
/// Saltelli (2002, 2010): two independent samples A and B of `samples` rows from one Sobol sequence of 2k coordinates;
/// for each row the k + 2 points A, A with parameter 1 from B, ..., A with parameter k from B, B.
///
/// Sources: Morris, Technometrics 33(2); Saltelli et al., Computer Physics Communications 181(2).

#include <cstdint>
#include <vector>

#include "sim/experiment/design.hpp"

namespace streetlight {

constexpr bool is_sensitivity_design(DesignKind kind) {
  return kind == DesignKind::morris || kind == DesignKind::saltelli;
}

/// Where one walk goes, in places 0 to levels - 1 of each range.
struct MorrisWalk {
  std::vector<std::int64_t> start;  ///< [parameter]
  std::vector<std::size_t> order;   ///< [step]: the parameter that it moves
  std::vector<std::int64_t> moves;  ///< [step]: by how many places, levels / 2 up or down
};

/// How far a step goes, as a share of the range.
double morris_delta(const Design& design);

/// The walks of a design, the same for ever. Throws InvalidInput for fewer than two trajectories or levels that are
/// no even number of at least 2.
std::vector<MorrisWalk> morris_walks(const Design& design);

/// Points of the walks, one walk after the other.
DesignPoints morris_points(const Design& design);

/// Points row by row. Throws InvalidInput for fewer than two samples.
DesignPoints saltelli_points(const Design& design);

/// How many points a sensitivity design has.
std::int64_t sensitivity_point_count(const Design& design);

}  // namespace streetlight
