#pragma once
/// From priors, targets and a simulator to worlds: waves of history matching, then points drawn where every target is
/// likely to be met, then a check of each by the simulator itself. docs/how_to/worlds.md says what is done and why.
///
/// Everything follows from the task: the same bytes for any number of threads and for any order of the targets. Random
/// numbers have addresses, and the simulator is asked for batches whose size does not depend on who does them.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/calibration/sensitivity_matrix.hpp"
#include "sim/calibration/simulator.hpp"
#include "sim/calibration/target_goal.hpp"
#include "sim/calibration/world.hpp"
#include "sim/core/blocks.hpp"

namespace streetlight {

/// Candidates that are simulated together, with one seed.
inline constexpr std::size_t points_of_a_check = 4;

struct CalibrationTask {
  std::vector<Prior> priors;
  std::vector<TargetGoal> goals;
  std::size_t worlds = 500;
  std::size_t first_points = 0;  ///< of the first wave; 0: 25 a parameter
  std::size_t points = 0;        ///< of each further wave; 0: 15 a parameter
  std::size_t most_waves = 6;
  std::size_t runs = 0;   ///< budget of points simulated; 0: as many as the waves and the check may take
  double hit_rate = 0.8;  ///< that points are drawn for
  std::uint64_t seed = 1;
  /// Whether a world may be off a target by the model's discrepancy: it is kept as often as its value, plus a draw of
  /// the discrepancy, is inside the tolerance (Wilkinson 2013). Otherwise its value itself must be.
  bool allows_discrepancy = false;

  std::size_t points_of_wave(std::size_t wave) const;  ///< from 1
  /// Among which the points of a wave are dealt. Points that share a seed share its luck.
  std::size_t seeds_of_wave(std::size_t wave) const;
  /// Candidates that correct the emulators before worlds are drawn.
  std::size_t points_tried_out() const;
  /// Points simulated after the waves, if the hit rate is two thirds.
  std::size_t points_of_check() const;
  /// Points simulated in a wave, those included that measure the noise between its seeds; from 1.
  std::size_t runs_of_wave(std::size_t wave) const;
  /// Points without which no candidate is held against the targets: the first wave, those tried out, and one check.
  std::size_t fewest_runs() const;
  /// Points simulated if every wave is needed and the hit rate is two thirds.
  std::size_t runs_at_most() const;
};

/// What an emulator came to.
struct EmulatorReport {
  std::string target;
  std::size_t terms = 0;
  double spread =
      0;  ///< of its leave-one-out errors, in half widths of the tolerance; NaN where that is open to one side
  double noise = 0;  ///< of the simulator between seeds, in the same unit
  bool used = false;
  std::string why_not;
};

/// What the points of a wave gave for a target: 5, 50 and 95 % of them.
struct TargetSpread {
  std::string target;
  double low = 0, median = 0, high = 0;
};

/// A target that cannot be met together with others; `alone`: not even by itself.
struct BlockedTarget {
  std::string target;
  bool alone = false;
};

struct WaveReport {
  std::size_t number = 0;
  std::size_t points = 0;
  std::size_t hits = 0;        ///< of these, inside every tolerance
  std::size_t trained_on = 0;  ///< points, those of earlier waves included
  double log10_volume = 0;     ///< of what is left after it, as a share of the prior
  std::vector<EmulatorReport> emulators;
  std::vector<TargetSpread> spreads;  ///< of every target, those held out included
};

struct Calibration {
  std::vector<WaveReport> waves;
  std::vector<World> worlds;
  std::size_t checked = 0;  ///< candidates simulated, of which the worlds are those that met every target
  std::size_t runs = 0;     ///< points simulated in all
  std::string reason;       ///< why the waves ended
  /// Points that the check of the worlds takes, where the budget did not allow it to begin; 0 otherwise.
  std::size_t check_takes = 0;
  /// By target: standard deviation of the worlds' expected values, in its unit. Empty where they have none.
  std::vector<double> expected_errors;
  SensitivityMatrix sensitivity;      ///< where the worlds are; empty without worlds
  std::vector<std::string> blocking;  ///< targets, each of which leaves something when it alone is left out
  /// Where no single one does: those that cannot be met with the targets before them, taken by their names.
  std::vector<BlockedTarget> blocked;
  std::vector<std::vector<double>> left;  ///< values of the points spread over what is left after the last wave

  double hit_rate() const { return checked ? static_cast<double>(worlds.size()) / static_cast<double>(checked) : 0; }
};

/// Told as things come about.
struct CalibrationEvents {
  std::function<void(const WaveReport&)> wave_done{};
  std::function<void(std::size_t worlds, std::size_t checked)> checked{};
  /// Points that may be simulated in all, asked before each wave and check; 0: as many as it takes. Empty: the task's.
  std::function<std::size_t()> runs_allowed{};
};

/// Throws whatever the simulator throws, WorkUnwanted among it.
Calibration calibrate(const CalibrationTask& task, Simulator& simulator, BlockRunner& blocks,
                      const CalibrationEvents& events = {});

}  // namespace streetlight
