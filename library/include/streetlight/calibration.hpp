#pragma once
/// Looking for worlds: sets of parameter values that reproduce published figures.

#include <cstddef>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "streetlight/export.hpp"

namespace streetlight::library {

/// What a wave left of the priors.
struct CalibrationWave {
  std::size_t number = 0;  ///< from 1
  std::size_t points = 0;  ///< simulated in it
  std::size_t hits = 0;    ///< of these, inside every tolerance
  double volume_left = 0;  ///< as a share of the priors
};

/// How far it is: after a wave, and now and then while candidates are checked.
struct CalibrationProgress {
  std::size_t waves = 0;    ///< done
  std::size_t points = 0;   ///< simulated, those before a resume included
  std::size_t checked = 0;  ///< candidates
  std::size_t worlds = 0;   ///< of these, so many meet every figure
  std::size_t wanted = 0;   ///< worlds that the file asks for
};

struct CalibrationOptions {
  unsigned threads = 0;  ///< 0: one for each processor that this process may use. The worlds are the same for any.
  bool resume = false;   ///< go on from what a stopped calibration kept beside the output
  bool replace = false;  ///< another calibration's worlds, or more of them, may be lost
  /// Called one call at a time, from the thread that called calibrate(). What it throws stops the work and comes out.
  std::function<void(const CalibrationProgress&)> progress{};
  std::stop_token stop{};
};

struct CalibrationSummary {
  bool stopped = false;  ///< then nothing was written, and `resume` goes on
  std::size_t worlds = 0, checked = 0, points = 0;
  std::string reason;  ///< why the waves ended
  std::string report;  ///< what the command prints
  std::vector<CalibrationWave> waves;
};

/// Does what `streetlight calibrate FILE -o OUTPUT` does, with the same bytes. Throws Error when the files are wrong,
/// when something else at the output would be lost, and when no world is found; in the last case the message says why,
/// and what was simulated is kept beside the output.
STREETLIGHT_API CalibrationSummary calibrate(const std::filesystem::path& file, const std::filesystem::path& output,
                                             const CalibrationOptions& options = {});

}  // namespace streetlight::library
