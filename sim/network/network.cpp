#include "sim/network/network.hpp"

#include <algorithm>

#include "sim/core/check.hpp"
#include "sim/core/self_check.hpp"
#include "sim/network/symmetrise.hpp"

namespace streetlight {

Network::Network(PlainRows rows) {
  BlockRunner alone;
  *this = Network(std::move(rows), alone);
}

Network::Network(PlainRows rows, BlockRunner& blocks) {
  const std::span<const std::uint32_t> offsets = rows.offsets;
  const std::span<const std::uint32_t> targets = rows.targets;
  EXPECT(!offsets.empty() && offsets.front() == 0 && offsets.back() == targets.size());
  const std::size_t entities = offsets.size() - 1;
  for (std::size_t e = 0; e < entities; ++e) EXPECT(offsets[e] <= offsets[e + 1]);
  blocks.for_each_block(entities, [&](const Block& block) {
    for (std::size_t e = block.begin; e < block.end; ++e)
      for (std::uint32_t i = offsets[e]; i < offsets[e + 1]; ++i) {
        EXPECT(targets[i] < entities && targets[i] != e);
        EXPECT(i == offsets[e] || targets[i - 1] < targets[i]);
      }
  });
  ends_ = targets.size();
  packed_ = pack(offsets, targets, blocks);
  for (const DegreeRun& run : packed_.runs) highest_degree_ = std::max(highest_degree_, run.degree);
  if constexpr (checks_itself)
    blocks.for_each_block(entities, [&](const Block& block) {
      for (std::size_t e = block.begin; e < block.end; ++e)
        must_agree(std::ranges::equal(neighbours(static_cast<std::uint32_t>(e)),
                                      targets.subspan(offsets[e], offsets[e + 1] - offsets[e])),
                   "a packed row", "sim/network/packed_rows.hpp", e);
    });
}

Neighbours Network::neighbours(std::uint32_t entity) const {
  return {packed_, packed_.blocks[entity / block_size], packed_.row(entity)};
}

bool Network::tied(std::uint32_t a, std::uint32_t b) const {
  const auto row = neighbours(a);
  return std::binary_search(row.begin(), row.end(), b);
}

PlainRows Network::plain_rows() const {
  PlainRows rows;
  rows.offsets.reserve(std::size_t{entities()} + 1);
  rows.targets.reserve(ends_);
  for (std::uint32_t e = 0; e < entities(); ++e) {
    for (const std::uint32_t neighbour : neighbours(e)) rows.targets.push_back(neighbour);
    rows.offsets.push_back(static_cast<std::uint32_t>(rows.targets.size()));
  }
  return rows;
}

Network network_of(std::uint32_t entities, std::span<const Tie> ties) {
  for (const auto& [a, b] : ties) EXPECT(a < entities && b < entities && a != b);
  return Network(symmetrise(entities, [&](auto&& visit) {
    for (const auto& [a, b] : ties) visit(a, b);
  }));
}

}  // namespace streetlight
