#pragma once
/// What a calibration asks of a simulator: the targets' values at points. The engine is one (sim/running), a formula in
/// a test another.

#include <cstdint>
#include <vector>

#include "sim/calibration/prior.hpp"

namespace streetlight {

/// Points that are run together, with one seed.
struct Batch {
  std::uint32_t stage = 0;  ///< the wave, from 1; 0: worlds held against the targets
  std::uint32_t number = 0;
  std::uint64_t seed = 1;
  std::vector<std::vector<double>> values;  ///< [point][parameter]
};

class Simulator {
 public:
  virtual ~Simulator() = default;
  /// Told which batches will be asked for next, in this order, as far as is known: some may be run together. Not every
  /// one need be asked for.
  virtual void plan(std::vector<Batch>) {}
  /// The targets' values, [point][target] in the order of the goals; NaN where there is none.
  virtual std::vector<std::vector<double>> run(const Batch& batch) = 0;
};

}  // namespace streetlight
