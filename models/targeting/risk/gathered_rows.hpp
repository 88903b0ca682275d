#pragma once
/// A training set as one table in memory, for learners that cannot read it block by block.

#include <cstdint>
#include <vector>

#include "models/targeting/risk/observation.hpp"
#include "sim/core/blocks.hpp"

namespace streetlight::targeting {

struct GatheredRows {
  std::vector<float> features;  ///< [row][feature]
  std::vector<std::uint8_t> labels;
  std::vector<float> weights;
};

/// The rows that are included and have positive weight, in order of block; a row that stands for several entities
/// comes as often as it counts.
GatheredRows gather_rows(const ObservationBlocks& training, BlockRunner& runner);

/// Every row, row by row: [row][feature].
std::vector<float> gather_features(const ObservationBlocks& rows, BlockRunner& runner);

}  // namespace streetlight::targeting
