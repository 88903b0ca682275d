#pragma once
/// The mean of some values; missing when there are none.

#include <numeric>
#include <span>

#include "sim/results/missing.hpp"

namespace streetlight {

inline double mean_of(std::span<const double> values) {
  if (values.empty()) return missing;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace streetlight
