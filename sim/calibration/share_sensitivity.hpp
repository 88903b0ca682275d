#pragma once
/// How the share of worlds in which something holds hangs on what was assumed when they were found: on how far the
/// model may be off the figures, and on the prior of each parameter.
///
/// Other discrepancies weigh the worlds anew: by how likely the published figures are with them, over how likely they
/// are with the discrepancy as it was, given the model's own value in each world (a normal density, of which the
/// variance adds that of the figure, the discrepancy's and the error of the value). Where a candidate's own run decided
/// whether it is a world, it is the chance that its values, each with a draw of the discrepancy added, lie inside the
/// tolerances, over that chance with the discrepancy as it was. Priors are cut to the half below and the half above
/// their middle, one at a time; worlds in the other half then count for nothing, and the others keep their weights.
/// Of many halves some always stand out: a half says something only where its share differs from that of all worlds by
/// more than any half's does after the answers were shuffled among the worlds, nineteen times. Neglected: worlds
/// outside the tolerances, which larger discrepancies would let in, and outside the priors. Those need a calibration of
/// their own.

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/calibration/prior.hpp"
#include "sim/calibration/target_goal.hpp"
#include "sim/calibration/world.hpp"

namespace streetlight {

/// The share when only one half of one parameter's prior is believed.
struct HalfPrior {
  std::size_t parameter = 0;
  bool upper = false;
  std::size_t worlds = 0;  ///< in that half
  double share = 0;        ///< of their weights where all shares are weighted, else of their number
  bool weighted = false;
  bool beyond_chance = false;  ///< chance alone makes a half stand out as much in one case of twenty
};

struct ShareSensitivity {
  /// By discrepancy; shares of the worlds' weights. NaN where the weights stand for too few worlds
  /// (fewest_effective_worlds).
  double halved = 0, as_is = 0, doubled = 0;
  std::optional<HalfPrior> lowest, highest;  ///< over all halves that hold enough worlds to say anything
};

/// The worlds and what they were held against.
struct JudgedWorlds {
  const std::vector<World>& worlds;
  const std::vector<TargetGoal>& goals;
  const std::vector<double>& expected_errors;  ///< by goal, of the worlds' expected values
};

/// The worlds' weights, which add up to 1, had every discrepancy been `factor` times as large.
std::vector<double> weights_with_discrepancy(const JudgedWorlds& judged, double factor);

/// `holds`: by world, of `indices` among the worlds (some may have been left out).
ShareSensitivity share_sensitivity(const std::vector<Prior>& priors, const JudgedWorlds& judged,
                                   const std::vector<std::size_t>& indices, const std::vector<bool>& holds);

}  // namespace streetlight
