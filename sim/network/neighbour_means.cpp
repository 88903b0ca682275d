#include "sim/network/neighbour_means.hpp"

#include <algorithm>
#include <numeric>

namespace streetlight {

NeighbourMeans::NeighbourMeans(const Network& network) : order_(network.entities()) {
  static_assert(block_size <= 65536);
  for (std::size_t index = 0; index < block_count(order_.size()); ++index) {
    const Block block = block_at(index, order_.size());
    const auto first = order_.begin() + static_cast<std::ptrdiff_t>(block.begin);
    const auto last = order_.begin() + static_cast<std::ptrdiff_t>(block.end);
    std::iota(first, last, std::uint16_t{0});
    const auto degree = [&](std::uint16_t place) { return network.degree(static_cast<std::uint32_t>(block.begin + place)); };
    std::stable_sort(first, last, [&](std::uint16_t a, std::uint16_t b) { return degree(a) < degree(b); });
    highest_degree_ = std::max(highest_degree_, degree(*(last - 1)));
  }
}

void NeighbourMeans::operator()(const Network& network, std::span<const float> values, const Block& block, float* out) const {
  const std::uint32_t* const targets = network.targets().data();
  const std::uint32_t* const offsets = network.offsets().data() + block.begin;
  for (std::size_t k = block.begin; k < block.end; ++k) {
    const std::size_t place = order_[k];
    const std::uint32_t* const row = targets + offsets[place];
    const std::uint32_t degree = offsets[place + 1] - offsets[place];
    float sum = 0.0f;
    for (std::uint32_t j = 0; j < degree; ++j) sum += values[row[j]];
    out[place] = degree == 0 ? values[block.begin + place] : sum / static_cast<float>(degree);
  }
}

}  // namespace streetlight
