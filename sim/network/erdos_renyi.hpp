#pragma once
/// The random graph G(n, p) (Gilbert 1959; Erdos and Renyi 1959): every pair is tied with the same probability
/// p = degree / (n - 1), independently. Clustering is p, degrees are binomial. Pairs without a tie are skipped over by
/// geometric jumps (Batagelj and Brandes 2005), so the cost is that of the ties.

#include <cstdint>

#include "sim/core/blocks.hpp"
#include "sim/network/network.hpp"
#include "sim/random/streams.hpp"

namespace streetlight {

struct ErdosRenyiOptions {
  std::uint32_t entities = 0;
  double degree = 8;  ///< expected number of ties of an entity
};

/// Draws stand at month 0, generation 0 and `purpose`. Throws InvalidInput for a degree not in [0, entities - 1].
Network erdos_renyi(const ErdosRenyiOptions& options, const Streams& streams, Purpose purpose);
/// The same; asks `blocks` now and then whether it is still wanted.
Network erdos_renyi(const ErdosRenyiOptions& options, const Streams& streams, Purpose purpose, BlockRunner& blocks);

}  // namespace streetlight
