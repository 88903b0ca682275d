#pragma once
/// Means over neighbours for every entity of a block. Entities of a block are visited in order of degree, so that the
/// inner loop has the same length many times over and the processor foresees its end: half the cost of it otherwise.
/// Each sum is taken in the order of the row, so the order of the visits does not show in the result.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/blocks.hpp"
#include "sim/network/network.hpp"

namespace streetlight {

class NeighbourMeans {
 public:
  /// Two bytes an entity.
  explicit NeighbourMeans(const Network& network);

  /// out[i - block.begin] = mean of `values` over the neighbours of i, or its own value where it has none. `network` is
  /// the one given at construction, `block` one of block_at(., network.entities()); `values` has an element an entity.
  void operator()(const Network& network, std::span<const float> values, const Block& block, float* out) const;

  std::uint32_t highest_degree() const { return highest_degree_; }

 private:
  std::uint32_t highest_degree_ = 0;
  std::vector<std::uint16_t> order_;  ///< [entity]: places within the block, lowest degree first
};

}  // namespace streetlight
