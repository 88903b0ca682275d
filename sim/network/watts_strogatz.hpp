#pragma once
/// Small worlds (Watts and Strogatz 1998): a ring on which each entity is tied to its `neighbours` nearest, half on
/// each side, and each tie is then rewired with probability `rewiring`: one end stays, the other moves to a random
/// entity. At rewiring 0 the clustering is 3 (k - 2) / (4 (k - 1)); it falls like (1 - rewiring)^3.
///
/// The moved end goes to the half of the ring that follows the entity that keeps the tie, so that each
/// pair can be tied from one end only and every entity can be computed by itself. Seen without direction, every pair
/// has the chance it has in the original. As there, no self ties, no repeats, and the number of ties is exact.

#include <cstdint>

#include "sim/core/blocks.hpp"
#include "sim/network/network.hpp"
#include "sim/random/streams.hpp"

namespace streetlight {

struct WattsStrogatzOptions {
  std::uint32_t entities = 0;
  std::uint32_t neighbours = 8;  ///< k: even, below `entities`
  double rewiring = 0.1;         ///< probability
};

/// Draws stand at month 0, generation 0 and `purpose`. Throws InvalidInput for options that make no ring.
Network watts_strogatz(const WattsStrogatzOptions& options, const Streams& streams, Purpose purpose);
/// The same; asks `blocks` now and then whether it is still wanted.
Network watts_strogatz(const WattsStrogatzOptions& options, const Streams& streams, Purpose purpose,
                       BlockRunner& blocks);

}  // namespace streetlight
