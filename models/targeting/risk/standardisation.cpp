#include "models/targeting/risk/standardisation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

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
    double first = 0;
    bool constant = true;
  };
  std::vector<Column> columns;
};

/// A lane's work space. Rows beyond those in use weigh nothing.
struct Scratch {
  IncludedRows positions;
  std::vector<double> weight = std::vector<double>(block_size);
  std::vector<double> value = std::vector<double>(block_size);
};
static_assert(block_size % 16 == 0);

BlockMoments moments_of(const ObservationBlock& block, Scratch& scratch) {
  auto& [positions, w, v] = scratch;
  BlockMoments m;
  const std::size_t rows = positions.find(block);
  m.columns.resize(block.features());
  if (rows == 0) return m;
  std::fill(w.begin(), w.end(), 0.0);
  for (std::size_t i = 0; i < rows; ++i) {
    m.rows += block.count()[positions[i]];
    w[i] = block.total_weight(positions[i]);
    m.weight += w[i];
    m.positives += block.label()[positions[i]] != 0 ? w[i] : 0.0;
  }

  for (std::size_t j = 0; j < block.features(); ++j) {
    const float* x = block.feature(j).data();
    BlockMoments::Column& column = m.columns[j];
    if (rows == block.rows())
      for (std::size_t i = 0; i < rows; ++i) v[i] = static_cast<double>(x[i]);
    else
      for (std::size_t i = 0; i < rows; ++i) v[i] = static_cast<double>(x[positions[i]]);
    std::fill(v.begin() + static_cast<std::ptrdiff_t>(rows), v.end(), v[0]);

    column.first = v[0];
    unsigned differs = 0;
    for (std::size_t i = 0; i < block_size; ++i) differs |= static_cast<unsigned>(v[i] != v[0]);
    column.constant = differs == 0;
    column.mean = sum_of_terms(block_size, [&](std::size_t r) { return load(&w[r]) * load(&v[r]); }) / m.weight;
    const Lanes mean{column.mean, column.mean, column.mean, column.mean};
    column.spread = sum_of_terms(block_size, [&](std::size_t r) {
      const Lanes deviation = load(&v[r]) - mean;
      return load(&w[r]) * deviation * deviation;
    });
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
      training, runner, [] { return Scratch(); },
      [&](std::size_t block, const ObservationBlock& rows, Scratch& scratch) {
        by_block[block] = moments_of(rows, scratch);
      });

  const std::size_t features = training.feature_names().size();
  TrainingMoments result;
  result.mean.assign(features, 0.0);
  result.scale.assign(features, 0.0);
  const BlockMoments* first = nullptr;
  std::vector<bool> constant(features, true);
  for (const BlockMoments& m : by_block) {
    if (m.rows == 0) continue;
    if (first == nullptr) first = &m;
    const double weight = result.weight + m.weight;
    for (std::size_t j = 0; j < features; ++j) {
      const BlockMoments::Column& column = m.columns[j];
      const double gap = column.mean - result.mean[j];
      result.mean[j] += gap * (m.weight / weight);
      result.scale[j] += column.spread + gap * gap * (result.weight * m.weight / weight);
      constant[j] = constant[j] && column.constant && column.first == first->columns[j].first;
    }
    result.rows += m.rows;
    result.weight = weight;
    result.positives += m.positives;
  }
  // A constant column is told by its values: its computed spread may be a rounding error above zero.
  for (std::size_t j = 0; j < features; ++j)
    result.scale[j] = constant[j] ? 0.0 : std::sqrt(result.scale[j] / result.weight);
  return result;
}

}  // namespace streetlight::targeting
