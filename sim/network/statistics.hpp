#pragma once
/// What a network looks like: degrees, clustering, assortativity.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/network/network.hpp"

namespace streetlight {

struct DegreeStatistics {
  double mean = 0;
  double variance = 0;                    ///< over the entities (divided by n)
  std::uint32_t most = 0;                 ///< largest degree
  std::vector<std::uint64_t> entities{};  ///< [degree]: how many entities have it
};
DegreeStatistics degree_statistics(const Network& network);

struct Clustering {
  double local = 0;   ///< mean over entities of the share of their neighbours' pairs that are tied; 0 below two
                      ///< neighbours (Watts and Strogatz 1998)
  double global = 0;  ///< transitivity: closed triples over all triples; NaN without any
};
/// Cost: entities x degree^2.
Clustering clustering(const Network& network);

/// Correlation of the degrees at the two ends of a tie (Newman 2002); NaN when all ends have one degree.
double degree_assortativity(const Network& network);

/// Newman's (2003) coefficient for a categorical attribute: (tr e - |e^2|) / (1 - |e^2|), with e the shares of ties
/// by the levels at their ends. 1: ties within levels only; 0: as at random; NaN without ties or when all ends have
/// one level. `levels`: one number an entity.
double attribute_assortativity(const Network& network, std::span<const std::uint8_t> levels);

}  // namespace streetlight
