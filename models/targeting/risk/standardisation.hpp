#pragma once
/// Centre and scale of each feature over a training set, so that one ridge penalty means the same for all.

#include <cstddef>
#include <vector>

#include "models/targeting/risk/observation.hpp"
#include "sim/core/blocks.hpp"

namespace streetlight::targeting {

/// Weighted moments of the rows that are included and have positive weight.
struct TrainingMoments {
  std::size_t rows = 0;
  double weight = 0;     ///< sum of weights
  double positives = 0;  ///< sum of weights of label 1
  std::vector<double> mean;
  std::vector<double> scale;     ///< standard deviation (divisor: the sum of weights); 0 for a constant column
  std::vector<double> farthest;  ///< largest distance of a value from the mean
};

/// One pass over the training set. Stable (means within a block first, blocks merged in order by the rule of Chan,
/// Golub and LeVeque 1983) and the same for any number of threads.
TrainingMoments training_moments(const ObservationBlocks& training, BlockRunner& runner);

/// The rows of a block that take part in a fit.
class IncludedRows {
 public:
  IncludedRows() : positions_(block_size + 1) {}
  /// Finds them; returns how many there are.
  std::size_t find(const ObservationBlock& block);
  std::size_t operator[](std::size_t i) const { return positions_[i]; }

 private:
  std::vector<std::uint16_t> positions_;
};

}  // namespace streetlight::targeting
