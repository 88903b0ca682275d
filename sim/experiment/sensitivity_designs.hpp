#pragma once
/// Designs for sensitivity analysis: points in an order from which the analysis knows which points differ in what.
///
/// Morris (1991): `trajectories` walks through the grid of the parameters' levels. A walk has k + 1 points for k
/// parameters; each step moves one parameter, each parameter once. MorrisFactor says between which levels.
///
/// Saltelli (2002, 2010): two samples A and B of `samples` rows, of 2k coordinates together; for each row the k + 2
/// points A, A with parameter 1 from B, ..., A with parameter k from B, B. Rows come from `saltelli_shifts` copies of a
/// Sobol sequence in turn, each copy shifted at random, independently of the others. Points of one copy depend on each
/// other (that is what makes them even), so the error of a mean cannot be told from them; from the copies it can.
///
/// Sources: Morris, Technometrics 33(2); Saltelli et al., Computer Physics Communications 181(2); Owen 2013, Monte
/// Carlo theory, methods and examples, chapter 17 (replicated shifts).

#include <cstdint>
#include <vector>

#include "sim/experiment/design.hpp"
#include "sim/experiment/morris_factor.hpp"

namespace streetlight {

constexpr bool is_sensitivity_design(DesignKind kind) {
  return kind == DesignKind::morris || kind == DesignKind::saltelli;
}

/// Copies of the sequence in a Saltelli design: row r belongs to copy r % saltelli_shifts.
constexpr std::size_t saltelli_shifts = 8;

/// Where one walk goes.
struct MorrisWalk {
  std::vector<std::size_t> order;         ///< [step]: the parameter that it moves
  std::vector<MorrisFactor::Move> moves;  ///< [parameter]: the level where it starts and the one that it moves to
};

/// [parameter].
std::vector<MorrisFactor> morris_factors(const Design& design);

/// The walks of a design, the same for ever. Throws InvalidInput for fewer than two trajectories, levels that are
/// no even number of at least 2, or a parameter with a single value.
std::vector<MorrisWalk> morris_walks(const Design& design);

/// Points of the walks, one walk after the other.
DesignPoints morris_points(const Design& design);

/// Points row by row. Throws InvalidInput for fewer than two samples.
DesignPoints saltelli_points(const Design& design);

/// How many points a sensitivity design has.
std::int64_t sensitivity_point_count(const Design& design);

}  // namespace streetlight
