#pragma once
/// What every network must be, checked from outside.

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "sim/network/neighbourhood_network.hpp"
#include "sim/network/network.hpp"

namespace streetlight {

/// "" for an undirected simple graph with ascending rows, else what is wrong with it.
inline std::string flaw(const Network& network) {
  for (std::uint32_t e = 0; e < network.entities(); ++e) {
    const auto row = network.neighbours(e);
    if (!std::is_sorted(row.begin(), row.end())) return "a row is not ascending";
    if (std::adjacent_find(row.begin(), row.end()) != row.end()) return "a row repeats an entity";
    for (const std::uint32_t other : row) {
      if (other >= network.entities()) return "a row leaves the network";
      if (other == e) return "an entity is tied to itself";
      if (!network.tied(other, e)) return "a tie has one direction only";
    }
  }
  return "";
}

/// Attribute columns as kinds: one kind a combination of levels that occurs, at most 65536.
struct KindsOfColumns {
  std::vector<std::uint16_t> of;
  EntityKinds kinds;

  KindsOfColumns() = default;
  explicit KindsOfColumns(const std::vector<std::span<const std::uint8_t>>& columns) : kinds{{}, {}} {
    if (columns.empty()) return;
    kinds.levels.resize(columns.size());
    std::map<std::string, std::uint16_t> seen;
    for (std::size_t e = 0; e < columns[0].size(); ++e) {
      std::string levels;
      for (const auto& column : columns) levels += static_cast<char>(column[e]);
      const auto [at, is_new] = seen.emplace(levels, static_cast<std::uint16_t>(seen.size()));
      if (is_new)
        for (std::size_t a = 0; a < columns.size(); ++a) kinds.levels[a].push_back(columns[a][e]);
      of.push_back(at->second);
    }
    kinds.of = of;
  }
  KindsOfColumns(const KindsOfColumns&) = delete;
  operator const EntityKinds&() const { return kinds; }
};

inline bool same_network(const Network& a, const Network& b) { return a.plain_rows() == b.plain_rows(); }

}  // namespace streetlight
