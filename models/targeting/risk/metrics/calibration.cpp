#include "models/targeting/risk/metrics/calibration.hpp"

#include <algorithm>
#include <cmath>

#include "models/targeting/risk/metrics/confusion.hpp"
#include "models/targeting/risk/score_order.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {

double brier_score(std::span<const float> scores, std::span<const std::uint8_t> labels) {
  EXPECT(labels.size() == scores.size());
  double sum = 0, rows = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!in_scope(scores[i])) continue;
    const double gap = static_cast<double>(scores[i]) - (labels[i] != 0 ? 1.0 : 0.0);
    sum += gap * gap;
    rows += 1;
  }
  return share(sum, rows);
}

std::vector<CalibrationBin> calibration_table(std::span<const float> scores, std::span<const std::uint8_t> labels,
                                              std::size_t bins, Binning binning) {
  EXPECT(labels.size() == scores.size() && bins > 0);
  std::vector<CalibrationBin> table(bins);
  const auto add = [&](std::size_t bin, std::size_t row) {
    ++table[bin].rows;
    table[bin].mean_score += static_cast<double>(scores[row]);
    table[bin].rate += labels[row] != 0 ? 1.0 : 0.0;
  };
  if (binning == Binning::equal_width) {
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if (!in_scope(scores[i])) continue;
      const double position = std::clamp(static_cast<double>(scores[i]), 0.0, 1.0) * static_cast<double>(bins);
      add(std::min(static_cast<std::size_t>(position), bins - 1), i);
    }
  } else {
    const auto order = descending_order(scores);
    for (std::size_t i = 0, run = 0; i < order.size(); ++i) {
      if (scores[order[i]] != scores[order[run]]) run = i;
      add(bins - 1 - run * bins / order.size(), order[i]);
    }
  }
  for (CalibrationBin& bin : table) {
    bin.mean_score = bin.rows > 0 ? bin.mean_score / static_cast<double>(bin.rows) : std::nan("");
    bin.rate = bin.rows > 0 ? bin.rate / static_cast<double>(bin.rows) : std::nan("");
  }
  return table;
}

double expected_calibration_error(std::span<const CalibrationBin> table) {
  double sum = 0, rows = 0;
  for (const CalibrationBin& bin : table) {
    if (bin.rows == 0) continue;
    sum += static_cast<double>(bin.rows) * std::abs(bin.mean_score - bin.rate);
    rows += static_cast<double>(bin.rows);
  }
  return share(sum, rows);
}

}  // namespace streetlight::targeting
