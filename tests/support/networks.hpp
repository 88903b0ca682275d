#pragma once
/// What every network must be, checked from outside.

#include <algorithm>
#include <string>

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

inline bool same_network(const Network& a, const Network& b) {
  return a.plain_rows() == b.plain_rows();
}

}  // namespace streetlight
