#include <algorithm>

#include "sim/calibration/calibrate.hpp"

namespace streetlight {

namespace {

constexpr std::size_t fewest_seeds = 8, most_seeds = 64;  // of a wave; their differences are the simulator's noise
constexpr std::size_t points_a_seed = 16;
constexpr std::size_t fewest_tried_out = 64;
constexpr double careful_hit_rate = 2.0 / 3;

}  // namespace

std::size_t CalibrationTask::points_of_wave(std::size_t wave) const {
  const std::size_t asked = wave == 1 ? first_points : points;
  const std::size_t least = 4 * fewest_seeds;
  return std::max(least, asked > 0 ? asked : (wave == 1 ? 25 : 15) * priors.size());
}

std::size_t CalibrationTask::seeds_of_wave(std::size_t wave) const {
  // An odd number: of Sobol points dealt to a power of two of seeds, each seed would get its own part of the first
  // parameters' ranges, and its luck would look like their effect
  return std::clamp(points_of_wave(wave) / points_a_seed, fewest_seeds, most_seeds) | 1;
}

std::size_t CalibrationTask::points_tried_out() const {
  if (allows_discrepancy) return 0;
  return std::max(fewest_tried_out, worlds / 4);
}

std::size_t CalibrationTask::points_of_check() const {
  return points_tried_out() + static_cast<std::size_t>(static_cast<double>(worlds) / careful_hit_rate);
}

std::size_t CalibrationTask::runs_of_wave(std::size_t wave) const {
  return points_of_wave(wave) + seeds_of_wave(wave) - 1;
}

std::size_t CalibrationTask::fewest_runs() const { return runs_of_wave(1) + points_tried_out() + points_of_a_check; }

std::size_t CalibrationTask::runs_at_most() const {
  std::size_t sum = points_of_check();
  for (std::size_t wave = 1; wave <= most_waves; ++wave) sum += runs_of_wave(wave);
  return sum;
}

}  // namespace streetlight
