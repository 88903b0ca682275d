#pragma once
/// What the candidates' own runs say about the emulators, and the weights of worlds that follow.
///
/// Candidates are drawn where the emulators think the published figures likely, and kept if their own run is inside
/// every tolerance. Two things are wrong with them then: an emulator errs by about the same at all of them, since they
/// are near each other; and a run has chance in it, which decides at the edge of a tolerance. Each emulator is
/// therefore corrected by a second one, of what the runs of all candidates (worlds or not) are off it: many runs
/// together know the model's own value better than any one of them. A world's weight is the likelihood of the published
/// figures by the corrected emulators, over what it was drawn in proportion to, and over the chance that a run of it is
/// kept.

#include <cstddef>
#include <vector>

#include "sim/calibration/region_density.hpp"
#include "sim/calibration/wave_emulators.hpp"

namespace streetlight {

/// Candidates that were simulated.
struct CandidateRuns {
  std::vector<CubePoint> points;
  std::vector<std::vector<double>> values;  ///< [candidate][target]
  std::vector<std::size_t> batches;         ///< candidates of one batch share a seed
};

/// The emulator with its correction. As it is where too few candidates have a value.
TargetEmulator corrected(const TargetEmulator& emulator, const CandidateRuns& runs);

/// log weights by candidate, all but a constant. `corrected`: emulators, by the runs of all candidates; `drawn_from`:
/// what candidates were drawn in proportion to.
std::vector<double> log_weights(const std::vector<TargetEmulator>& corrected, const std::vector<CubePoint>& candidates,
                                const RegionDensity& drawn_from);

/// By target, in its unit: the model's own value at a point by the emulators, and how far that may be off. NaN where a
/// target has no emulator or is open to one side.
std::vector<double> expected_values(const std::vector<TargetEmulator>& emulators, std::size_t targets,
                                    const CubePoint& point);
std::vector<double> expected_errors(const std::vector<TargetEmulator>& emulators, std::size_t targets);

/// log of the chance that a world's values, each with a draw of the discrepancy added, are inside every tolerance.
double log_chance_with_discrepancy(const std::vector<TargetEmulator>& emulators, const std::vector<TargetGoal>& goals,
                                   const std::vector<double>& got);

/// Mean chance of points to meet every target, of which the density's terms are the chances.
double expected_hit_rate(const RegionDensity& meeting, const std::vector<CubePoint>& points);

/// The share of points, drawn in proportion to a power of a density, that weights stand for which undo the power
/// (Kong 1992). `logs`: the density's logarithm at points drawn in proportion to the density itself.
double effective_share(const std::vector<double>& logs, double power);

/// Weights that add up to 1, from their logarithms.
std::vector<double> shares_of(const std::vector<double>& logs);

}  // namespace streetlight
