#pragma once
/// The emulators of one wave, one a target, and the bounds that follow from them. An emulator that says too little, or
/// errs too often by more than it says, is named with the reason and left out of that wave.

#include <optional>
#include <string>
#include <vector>

#include "sim/calibration/emulator.hpp"
#include "sim/calibration/region.hpp"
#include "sim/calibration/region_density.hpp"
#include "sim/calibration/target_goal.hpp"
#include "sim/core/blocks.hpp"

namespace streetlight {

struct TargetEmulator {
  std::size_t target = 0;
  std::optional<ScaledGoal> goal;
  Emulator emulator;
  bool used = false;
  std::string why_not;              ///< when it is not used
  double noise = 0;                 ///< spread of the simulator's values between seeds
  std::optional<double> own_error;  ///< spread of its own error, where it is known

  /// Spread of a run around the emulator; never quite 0, so that a distance can be told in spreads.
  double spread() const;
  double least_spread() const;
  /// Spread of the emulator's own error; where nothing better is known, what a run's noise leaves of the spread.
  double error_spread() const;
  /// Whether the figure has a likelihood: its tolerance has two ends on the emulator's scale.
  bool has_likelihood() const;
  /// The spread in half widths of the tolerance; NaN where that is open to one side.
  double relative_spread() const;
  /// How far the published figure may be off the emulated value: by the figure, the model and the emulator.
  double likelihood_spread() const;
};

/// Emulators of the targets that are fitted (not those held out). `values` is [point][target].
std::vector<TargetEmulator> fit_wave(const std::vector<TargetGoal>& goals, const std::vector<CubePoint>& points,
                                     const std::vector<std::vector<double>>& values, BlockRunner& blocks);

/// Spread of a target's values between seeds, on its emulator's scale. `values` is [seed][target], all at one point.
double noise_of(const TargetEmulator& emulator, const std::vector<std::vector<double>>& values);

/// Takes a wave's emulators in. Where one of them is no good, the one before it still says something.
void keep_latest(std::vector<TargetEmulator>& latest, std::vector<TargetEmulator> of_wave);

WaveBounds bounds_of(const std::vector<TargetEmulator>& emulators, std::size_t forgiven);

/// The chance of each target to be inside its tolerance when the point is simulated; with the discrepancy: when the
/// model's own error is added.
std::vector<ChanceTerm> chances_of(const std::vector<TargetEmulator>& emulators, bool with_discrepancy);

/// How likely the published figures are, given the emulated values: of each, a normal density around the middle of its
/// tolerance, of which the half width is three standard deviations, as it is three spreads to what is ruled out. Added
/// to the density; a target that is open to one side is a chance to be inside. The emulators' errors and the
/// discrepancy widen the density.
void add_likelihood(RegionDensity& density, const std::vector<TargetEmulator>& emulators);

}  // namespace streetlight
