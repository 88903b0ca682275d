#pragma once
/// What the sampled designs share: their draws and Sobol's sequence.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "sim/random/streams.hpp"

namespace streetlight {

/// Draws of the design: no replicate of a run has this number, so a design shares no draw with the runs.
inline Streams design_streams(std::uint64_t seed) { return Streams(seed, std::numeric_limits<std::uint32_t>::max()); }

/// Sobol's sequence (direction numbers of Joe and Kuo 2008, from Boost), each coordinate shifted by exclusive or
/// with a word of the seed. Boost leaves out the sequence's first point, zero; here it stays, because without
/// it a power of two of points is no longer balanced (Owen 2020), and the shift moves it off the corner.
/// With several copies, points are those of the first copy, the second and so on in turn, each with a shift of its own.
class ShiftedSobol {
 public:
  ShiftedSobol(std::size_t dimension, const Streams& streams, Purpose purpose, std::size_t copies = 1);

  /// Point number `index`, in the open unit cube.
  std::vector<double> operator()(std::size_t index) const;

 private:
  struct Sequence;  // Boost's, whose headers stay inside
  std::shared_ptr<const Sequence> sequence_;
  std::vector<std::vector<std::uint32_t>> shifts_;  // [copy][coordinate]
};

}  // namespace streetlight
