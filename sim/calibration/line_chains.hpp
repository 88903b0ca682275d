#pragma once
/// Markov chains that draw from a RegionDensity, all at once. A step picks a line through the chain's point and draws a
/// new point on the part of it that lies in the region: exactly, where points are evenly dense, since all bounds are
/// parabolas along a line; by slice sampling (Neal 2003) where they are not. Pieces of the region that a line meets are
/// reached in one step. Half of the lines run along a coordinate, half along the difference of two other chains, which
/// follows a region that is thin and bent (ter Braak 2006; each half of the chains moves while the other one stands,
/// as in Goodman and Weare 2010, so that the draws stay right).
///
/// Every random number has an address (chain, sweep, purpose), so the result is the same for any number of threads.

#include <cstdint>
#include <vector>

#include "sim/calibration/prior.hpp"
#include "sim/calibration/region_density.hpp"
#include "sim/core/blocks.hpp"
#include "sim/random/streams.hpp"

namespace streetlight {

/// Moves every point by `lines` steps. No two sweeps of one population may have the same number.
void sweep(std::vector<CubePoint>& population, const RegionDensity& density, std::size_t lines, const Streams& streams,
           std::uint32_t number, BlockRunner& blocks);

}  // namespace streetlight
