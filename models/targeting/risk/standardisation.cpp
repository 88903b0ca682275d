#include "models/targeting/risk/standardisation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/targeting/risk/learner.hpp"

namespace streetlight::targeting {
namespace {

struct BlockMoments {
  std::size_t rows = 0;
  double weight = 0;
  double positives = 0;
  std::vector<double> mean;    // [feature]
  std::vector<double> spread;  // [feature]: weighted sum of squared deviations
  std::vector<float> low, high;
};

BlockMoments moments_of(const ObservationBlock& block, TrainingRows& positions) {
  const std::size_t features = block.features();
  BlockMoments m;
  m.rows = positions.find(block);
  m.mean.assign(features, 0.0);
  m.spread.assign(features, 0.0);
  m.low.assign(features, std::numeric_limits<float>::infinity());
  m.high.assign(features, -std::numeric_limits<float>::infinity());
  const auto weight = block.weight();
  const auto label = block.label();
  for (std::size_t i = 0; i < m.rows; ++i) {
    const double w = static_cast<double>(weight[positions[i]]);
    m.weight += w;
    m.positives += label[positions[i]] != 0 ? w : 0.0;
  }
  if (m.rows == 0) return m;

  for (std::size_t j = 0; j < features; ++j) {
    const auto x = block.feature(j);
    double total = 0;
    for (std::size_t i = 0; i < m.rows; ++i) {
      const float value = x[positions[i]];
      total += static_cast<double>(weight[positions[i]]) * static_cast<double>(value);
      m.low[j] = std::min(m.low[j], value);
      m.high[j] = std::max(m.high[j], value);
    }
    const double mean = total / m.weight;
    double spread = 0;
    for (std::size_t i = 0; i < m.rows; ++i) {
      const double deviation = static_cast<double>(x[positions[i]]) - mean;
      spread += static_cast<double>(weight[positions[i]]) * deviation * deviation;
    }
    m.mean[j] = mean;
    m.spread[j] = spread;
  }
  return m;
}

}  // namespace

std::size_t TrainingRows::find(const ObservationBlock& block) {
  const auto included = block.included();
  const auto weight = block.weight();
  std::size_t count = 0;
  for (std::size_t r = 0; r < block.rows(); ++r) {
    positions_[count] = static_cast<std::uint16_t>(r);
    count += static_cast<std::size_t>(included[r] != 0) & static_cast<std::size_t>(weight[r] > 0.0f);
  }
  return count;
}

TrainingMoments training_moments(const ObservationBlocks& training, BlockRunner& runner) {
  std::vector<BlockMoments> by_block(block_count(training.rows()));
  for_each_read(
      training, runner, [] { return TrainingRows(); },
      [&](std::size_t block, const ObservationBlock& rows, TrainingRows& positions) {
        by_block[block] = moments_of(rows, positions);
      });

  const std::size_t features = training.feature_names().size();
  TrainingMoments result;
  result.mean.assign(features, 0.0);
  result.scale.assign(features, 0.0);
  std::vector<float> low(features, std::numeric_limits<float>::infinity());
  std::vector<float> high(features, -std::numeric_limits<float>::infinity());
  for (const BlockMoments& m : by_block) {
    if (m.rows == 0) continue;
    const double weight = result.weight + m.weight;
    for (std::size_t j = 0; j < features; ++j) {
      const double gap = m.mean[j] - result.mean[j];
      result.mean[j] += gap * (m.weight / weight);
      result.scale[j] += m.spread[j] + gap * gap * (result.weight * m.weight / weight);
      low[j] = std::min(low[j], m.low[j]);
      high[j] = std::max(high[j], m.high[j]);
    }
    result.rows += m.rows;
    result.weight = weight;
    result.positives += m.positives;
  }
  // A constant column is told by its ends: its computed spread may be a rounding error above zero.
  for (std::size_t j = 0; j < features; ++j)
    result.scale[j] = low[j] < high[j] ? std::sqrt(result.scale[j] / result.weight) : 0.0;
  return result;
}

}  // namespace streetlight::targeting
