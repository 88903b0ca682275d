#pragma once
/// What a programme does to the trust of the families whom it visits, and of those whom it never does: each family that
/// is followed (`output.family_sample`) against itself in the scenario that differs least and flags nobody. The figure
/// `trust_travels` of the analysis shows the same.

#include <array>
#include <cstdint>
#include <vector>

#include "sim/experiment/experiment.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight::page {

struct TrustApart {
  std::uint32_t scenario = 0;
  /// [never visited, visited][interval][replicate]: mean change of trust; NaN where there is no such family.
  std::array<std::vector<std::vector<double>>, 2> by_visited;
};

/// One of each scenario that flags any of the families. A family counts as visited in all months of a run when a visit
/// followed a flag in any of them. Throws InvalidInput where none is followed, or where there is nothing to compare
/// with.
std::vector<TrustApart> trust_apart(const RunSource& results, const Experiment& experiment);

}  // namespace streetlight::page
