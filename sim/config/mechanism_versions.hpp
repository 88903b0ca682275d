#pragma once
/// The experiment that a decomposition runs: one scenario (and its baseline) with every combination of some mechanisms
/// switched on and off.

#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// Most mechanisms at a time: 2^12 = 4096 versions.
inline constexpr std::size_t most_mechanisms = 12;

struct MechanismVersions {
  Experiment experiment;           ///< scenarios [baseline,] scenario; its design is a grid over the switches
  std::vector<std::string> inert;  ///< mechanisms asked for that are off in this experiment anyway, and so left out
};

/// `names`: which mechanisms, in this order; all there are when empty. `baseline`: a scenario to take differences from.
/// Neither scenario has a match any more: what it looked for is one value in all versions (with_matched_value). Throws
/// InvalidInput when there is no such mechanism, nothing to switch, or a version that cannot run.
MechanismVersions mechanism_versions(const Experiment& experiment, const std::vector<std::string>& names,
                                     std::size_t scenario, std::optional<std::size_t> baseline);

/// Names of the mechanisms whose combinations the experiment's design holds, the last fastest; empty when its design is
/// another one.
std::vector<std::string> switched_mechanisms(const Experiment& experiment);

/// Every mechanism and what switches it off, for people.
std::string mechanisms_text(const Experiment& experiment);

}  // namespace streetlight
