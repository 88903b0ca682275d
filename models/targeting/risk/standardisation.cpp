#include "models/targeting/risk/standardisation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "models/targeting/risk/lanes.hpp"
#include "models/targeting/risk/learner.hpp"

namespace streetlight::targeting {
namespace {

struct BlockMoments {
  std::size_t rows = 0;
  double weight = 0;
  double positives = 0;
  struct Column {
    double mean = 0;
    double spread = 0;  // weighted sum of squared deviations from the mean
    float lowest = 0, highest = 0;
  };
  std::vector<Column> columns;
};

constexpr std::size_t padding = 16;
static_assert(block_size % padding == 0);

/// A worker's work space. Rows are padded with the last one, which then weighs nothing.
struct MomentScratch {
  IncludedRows positions;
  std::vector<double> weight = std::vector<double>(block_size);
  std::vector<float> value = std::vector<float>(block_size);
};

BlockMoments moments_of(const ObservationBlock& block, MomentScratch& scratch) {
  auto& [positions, w, v] = scratch;
  BlockMoments m;
  const std::size_t rows = positions.find(block);
  const std::size_t padded = (rows + padding - 1) / padding * padding;
  m.columns.resize(block.features());
  if (rows == 0) return m;
  for (std::size_t i = 0; i < rows; ++i) {
    m.rows += block.count()[positions[i]];
    w[i] = block.total_weight(positions[i]);
    m.weight += w[i];
    m.positives += block.label()[positions[i]] != 0 ? w[i] : 0.0;
  }
  std::fill(w.data() + rows, w.data() + padded, 0.0);

  for (std::size_t j = 0; j < block.features(); ++j) {
    const float* x = block.feature(j).data();
    BlockMoments::Column& column = m.columns[j];
    if (rows == block.rows())
      std::copy_n(x, rows, v.data());
    else
      for (std::size_t i = 0; i < rows; ++i) v[i] = x[positions[i]];
    std::fill(v.data() + rows, v.data() + padded, v[rows - 1]);

    FloatLanes lowest = load_floats(v.data()), highest = lowest;
    for (std::size_t i = 0; i < padded; i += float_lane_width) {
      const FloatLanes value = load_floats(&v[i]);
      lowest = value < lowest ? value : lowest;
      highest = value > highest ? value : highest;
    }
    column.lowest = lowest[0], column.highest = highest[0];
    for (std::size_t i = 1; i < float_lane_width; ++i) {
      column.lowest = std::min(column.lowest, lowest[i]);
      column.highest = std::max(column.highest, highest[i]);
    }
    // Around one of the values, so that little cancels.
    const double pivot = static_cast<double>(v[0]);
    Lanes sums{}, squares{};
    for (std::size_t i = 0; i < padded; i += lane_width) {
      const Lanes deviation = load(&v[i]) - all_lanes(pivot);
      const Lanes weighted = load(&w[i]) * deviation;
      sums += weighted;
      squares = multiply_add(weighted, deviation, squares);
    }
    const double shift = sum(sums) / m.weight;
    column.mean = pivot + shift;
    column.spread = std::max(0.0, sum(squares) - m.weight * shift * shift);
  }
  return m;
}

}  // namespace

std::size_t IncludedRows::find(const ObservationBlock& block) {
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
      training, runner, [] { return MomentScratch(); },
      [&](std::size_t block, const ObservationBlock& rows, MomentScratch& scratch) {
        by_block[block] = moments_of(rows, scratch);
      });

  const std::size_t features = training.feature_names().size();
  TrainingMoments result;
  result.mean.assign(features, 0.0);
  result.scale.assign(features, 0.0);
  std::vector<float> lowest(features, std::numeric_limits<float>::infinity());
  std::vector<float> highest(features, -std::numeric_limits<float>::infinity());
  for (const BlockMoments& m : by_block) {
    if (m.rows == 0) continue;
    const double weight = result.weight + m.weight;
    for (std::size_t j = 0; j < features; ++j) {
      const BlockMoments::Column& column = m.columns[j];
      const double gap = column.mean - result.mean[j];
      result.mean[j] += gap * (m.weight / weight);
      result.scale[j] += column.spread + gap * gap * (result.weight * m.weight / weight);
      lowest[j] = std::min(lowest[j], column.lowest);
      highest[j] = std::max(highest[j], column.highest);
    }
    result.rows += m.rows;
    result.weight = weight;
    result.positives += m.positives;
  }
  for (std::size_t j = 0; j < features; ++j) {
    // A constant column is told by its values: its computed spread may be a rounding error above zero.
    const bool constant = !(lowest[j] < highest[j]);
    result.scale[j] = constant ? 0.0 : std::sqrt(result.scale[j] / result.weight);
    result.farthest.push_back(constant ? 0.0
                                       : std::max(static_cast<double>(highest[j]) - result.mean[j],
                                                  result.mean[j] - static_cast<double>(lowest[j])));
  }
  return result;
}

}  // namespace streetlight::targeting
