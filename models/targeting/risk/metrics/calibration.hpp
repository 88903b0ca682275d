#pragma once
/// Whether a score of 0.2 means that one in five has the label.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace streetlight::targeting {

/// Mean of (score - label)^2 over the rows in scope (Brier 1950); NaN when there are none.
double brier_score(std::span<const float> scores, std::span<const std::uint8_t> labels);

struct CalibrationBin {
  std::size_t rows = 0;
  double mean_score = 0;  ///< NaN in an empty bin
  double rate = 0;        ///< share with label 1; NaN in an empty bin
};

enum class Binning {
  equal_width,  ///< of [0, 1]; scores outside count in the end bins
  equal_count,  ///< by rank, lowest scores first; equal scores stay in one bin
};

/// `bins` bins, lowest scores first.
std::vector<CalibrationBin> calibration_table(std::span<const float> scores, std::span<const std::uint8_t> labels,
                                              std::size_t bins, Binning binning);

/// Expected calibration error: mean over rows of |mean score - rate| of their bin (Naeini et al. 2015); NaN when empty.
double expected_calibration_error(std::span<const CalibrationBin> table);

}  // namespace streetlight::targeting
