#pragma once
/// Acquaintance with a neighbourhood and a likeness to it. Entities stand in neighbourhoods of equal size with
/// contiguous numbers (the last may be smaller). A share `local` of the ties joins entities of one
/// neighbourhood, the rest joins different neighbourhoods; among candidates, similar entities are
/// preferred: a candidate is accepted with probability
///
///     exp(-homophily x distance),   distance = share of the attributes in which the two differ,
///
/// the rejection form of homophily with baseline (McPherson, Smith-Lovin, Cook 2001 review the fact). After
/// `attempts` candidates the last one stands, so a strong homophily is approached, never looped for.
///
/// How ties are named: think of the entities (of a neighbourhood; or all of them) on a circle. Entity i
/// names degree / 2 others, only among the half of the circle that follows it. So a pair has one end
/// that can name it, and no tie is named twice: the mean degree is exact without any correction, every pair
/// of equal likeness has the same chance, and each entity can be computed by itself. An entity's degree is
/// degree / 2 plus the number that name it (nearly Poisson).
///
/// Neglected: ties that arise from common friends (clustering comes from neighbourhood and likeness only),
/// and distance between neighbourhoods.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/network/network.hpp"
#include "sim/random/streams.hpp"

namespace streetlight {

struct NeighbourhoodOptions {
  std::uint32_t entities = 0;
  std::uint32_t neighbourhood_size = 1;
  double degree = 8;     ///< mean number of ties of an entity
  double local = 0.7;    ///< share of ties within the neighbourhood, as far as it has room for them
  double homophily = 0;  ///< 0: attributes do not matter
  std::uint32_t attempts = 16;
  /// Neighbourhoods of their own sizes, instead of neighbourhood_size: [entity] which it is in, and
  /// [neighbourhood + 1] its first entity. Empty: none.
  std::span<const std::uint32_t> home{}, first{};
};

/// What entities are like. Entities of one kind have the same level of every attribute.
struct EntityKinds {
  std::span<const std::uint16_t> of{};              ///< [entity]: its kind; may be empty where there are no attributes
  std::vector<std::vector<std::uint8_t>> levels{};  ///< [attribute][kind]
};

/// Draws stand at month 0, generation 0 and `purpose`, which nothing else may use. Same arguments, same network, for
/// any `blocks`. The number of ties is entities x degree / 2 to one tie, up to a degree of entities -
/// neighbourhood_size - 4 at least (in one neighbourhood of all: entities - 2). Throws InvalidInput when the numbers
/// make no network: degree not in [0, entities - 1] or no room for it, local not in [0, 1], homophily negative, any not
/// finite.
Network neighbourhood_network(const NeighbourhoodOptions& options, const EntityKinds& kinds, const Streams& streams,
                              Purpose purpose, BlockRunner& blocks);
/// The same on one thread.
Network neighbourhood_network(const NeighbourhoodOptions& options, const EntityKinds& kinds, const Streams& streams,
                              Purpose purpose);

}  // namespace streetlight
