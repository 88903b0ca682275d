#pragma once
/// Means over neighbours for every entity of a block. The values that the block's ties lead to are gathered first, each
/// once and in ascending order; then the rows, which stand in order of degree, read them from there, in loops of fixed
/// length: the processor foresees their ends, and what is read twice or more is in the cache. Each sum is taken in the
/// order of the row, so none of this shows in the result.

#include <cstdint>
#include <span>

#include "sim/core/blocks.hpp"
#include "sim/network/network.hpp"

namespace streetlight {

/// out[i - block.begin] = mean of `values` over the neighbours of i, or its own value where it has none. `block` is one
/// of block_at(., network.entities()); `values` has an element an entity.
void neighbour_means(const Network& network, std::span<const float> values, const Block& block, float* out);

}  // namespace streetlight
