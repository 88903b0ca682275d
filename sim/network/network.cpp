#include "sim/network/network.hpp"

#include <algorithm>

#include "sim/core/check.hpp"
#include "sim/network/boost_graph.hpp"
#include "sim/network/symmetrise.hpp"

namespace streetlight {

Network::Network() : Network({0}, {}) {}

Network::Network(std::vector<std::uint32_t> offsets, std::vector<std::uint32_t> targets) {
  EXPECT(!offsets.empty() && offsets.front() == 0 && offsets.back() == targets.size());
  entities_ = static_cast<std::uint32_t>(offsets.size() - 1);
  for (std::uint32_t e = 0; e < entities_; ++e) {
    EXPECT(offsets[e] <= offsets[e + 1]);
    for (std::uint32_t i = offsets[e]; i < offsets[e + 1]; ++i) {
      EXPECT(targets[i] < entities_ && targets[i] != e);
      EXPECT(i == offsets[e] || targets[i - 1] < targets[i]);
    }
  }

  // Hand the finished rows to Boost's graph: its own constructors would need the ties a second time
  auto graph = std::make_unique<Graph>();
  graph->rows.m_forward.m_rowstart = std::move(offsets);
  graph->rows.m_forward.m_column = std::move(targets);
  offsets_ = graph->rows.m_forward.m_rowstart.data();
  targets_ = graph->rows.m_forward.m_column.data();
  graph_ = std::move(graph);
}

Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

bool Network::tied(std::uint32_t a, std::uint32_t b) const {
  const auto row = neighbours(a);
  return std::binary_search(row.begin(), row.end(), b);
}

Network network_of(std::uint32_t entities, std::span<const Tie> ties) {
  for (const auto& [a, b] : ties) EXPECT(a < entities && b < entities && a != b);
  return symmetrise(entities, [&](auto&& visit) {
    for (const auto& [a, b] : ties) visit(a, b);
  });
}

}  // namespace streetlight
