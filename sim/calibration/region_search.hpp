#pragma once
/// Finds what a new wave leaves of a region, however small, by going there in levels: the bounds are tightened so far
/// that a third of the points still meet them, those are multiplied, moved about by the chains, and so on (subset
/// simulation: Au and Beck 2001). Points start from everywhere, so pieces of a region are found, each with about its
/// share of the points. The product of the shares is the volume.

#include <cstdint>
#include <vector>

#include "sim/calibration/line_chains.hpp"
#include "sim/calibration/region_density.hpp"

namespace streetlight {

/// Points spread over what is left, and how much of the prior that is.
struct Population {
  std::vector<CubePoint> points;
  double log_volume = 0;  ///< natural logarithm of the share of the prior
};

class RegionSearch {
 public:
  RegionSearch(std::size_t parameters, std::size_t size, const Streams& streams, BlockRunner& blocks);

  /// `size` points spread evenly over the whole cube.
  Population everywhere();
  /// Narrows a population of the region without its last wave to the region with it. False when nothing seems to be
  /// left; the population is then what came nearest.
  bool narrow(Population& population, const Region& region);
  /// Moves a population of the density's region to the density: its power is raised from `from` to the one given. What
  /// is raised further afterwards need not be `well_mixed` before.
  void settle(Population& population, const RegionDensity& density, double from = 0, bool well_mixed = true);
  /// Moves the points for so long that each is a draw of its own.
  void mix(Population& population, const RegionDensity& density);

 private:
  void move(Population& population, const RegionDensity& density, std::size_t sweeps);
  void resample(Population& population, const std::vector<double>& weights);

  std::size_t parameters_, size_;
  Streams streams_;
  BlockRunner& blocks_;
  std::uint32_t sweeps_ = 0;
  std::uint32_t resamplings_ = 0;
};

}  // namespace streetlight
