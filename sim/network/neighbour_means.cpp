#include "sim/network/neighbour_means.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace streetlight {

NeighbourMeans::NeighbourMeans(const Network& network) : order_(network.entities()) {
  static_assert(block_size <= 65536);
  for (std::size_t index = 0; index < block_count(order_.size()); ++index) {
    const Block block = block_at(index, order_.size());
    const auto first = order_.begin() + static_cast<std::ptrdiff_t>(block.begin);
    const auto last = order_.begin() + static_cast<std::ptrdiff_t>(block.end);
    std::iota(first, last, std::uint16_t{0});
    const auto degree = [&](std::uint16_t place) {
      return network.degree(static_cast<std::uint32_t>(block.begin + place));
    };
    std::stable_sort(first, last, [&](std::uint16_t a, std::uint16_t b) { return degree(a) < degree(b); });
    highest_degree_ = std::max(highest_degree_, degree(*(last - 1)));
  }
}

namespace {

/// What a visit needs of the rows of a block.
struct Rows {
  const std::uint32_t *targets, *offsets;  ///< offsets of the block's first entity and on
  const std::uint16_t *place, *last;       ///< in order of degree
  const float* values;
  float* out;
};

/// Means of entities with `degree` neighbours, a number known to the compiler, from `rows.place` on; stops at the first
/// of another degree.
template <std::uint32_t degree>
void visit_run(Rows& rows) {
  for (; rows.place != rows.last; ++rows.place) {
    const std::size_t place = *rows.place;
    const std::uint32_t first = rows.offsets[place];
    if (rows.offsets[place + 1] - first != degree) return;
    const std::uint32_t* const row = rows.targets + first;
    float sum = 0.0f;
#pragma GCC unroll 32
    for (std::uint32_t j = 0; j < degree; ++j) sum += rows.values[row[j]];
    rows.out[place] = sum / static_cast<float>(degree);
  }
}

constexpr std::uint32_t unrolled = 25;  // degrees below have a loop of their own

template <std::size_t... degree>
constexpr auto runs_of(std::index_sequence<degree...>) {
  return std::array<void (*)(Rows&), sizeof...(degree)>{visit_run<static_cast<std::uint32_t>(degree)>...};
}
constexpr auto runs = runs_of(std::make_index_sequence<unrolled>());

}  // namespace

void NeighbourMeans::operator()(const Network& network, std::span<const float> values, const Block& block,
                                float* out) const {
  Rows rows{network.targets().data(),
            network.offsets().data() + block.begin,
            order_.data() + block.begin,
            order_.data() + block.end,
            values.data(),
            out};
  while (rows.place != rows.last) {
    const std::size_t place = *rows.place;
    const std::uint32_t first = rows.offsets[place], degree = rows.offsets[place + 1] - first;
    if (degree > 0 && degree < unrolled) {
      runs[degree](rows);
      continue;
    }
    float sum = 0.0f;
    for (std::uint32_t j = 0; j < degree; ++j) sum += values[rows.targets[first + j]];
    out[place] = degree == 0 ? values[block.begin + place] : sum / static_cast<float>(degree);
    ++rows.place;
  }
}

}  // namespace streetlight
