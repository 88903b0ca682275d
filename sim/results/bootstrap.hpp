#pragma once
/// Percentile intervals by the bootstrap (Efron and Tibshirani 1993): the units are drawn again with replacement and
/// the statistics computed anew. The draws are addressed, so the same data and seed give the same interval for ever.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace streetlight {

struct BootstrapOptions {
  std::size_t resamples = 1000;
  double confidence = 0.95;
  std::uint64_t seed = 1;
};

/// NaN where a resample's statistic does not exist too often to say.
struct BootstrapInterval {
  double low = 0;
  double high = 0;
};

/// One interval for each of the statistics that `compute` gives for a choice of units (numbers below `units`, some more
/// than once). EXPECTs two units at least.
std::vector<BootstrapInterval> bootstrap(
    std::size_t units, const std::function<std::vector<double>(std::span<const std::size_t>)>& compute,
    const BootstrapOptions& options);

}  // namespace streetlight
