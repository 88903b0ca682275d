#pragma once
/// What the replicates say together: a mean and its 95 % interval. A ratio is that of the sums over the replicates,
/// with the jackknife's interval, as in a comparison (sim/results/paired.hpp).

#include <limits>
#include <span>
#include <vector>

#include "sim/core/panel.hpp"
#include "sim/results/paired.hpp"

namespace streetlight::page {

/// NaN where there is no value, or no interval.
struct OverRuns {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  double mean = none, low = none, high = none;
  void append_to(std::vector<double>& numbers) const;
};

inline bool is_quotient(const Column& column) {
  return column.kind == ColumnKind::ratio || column.kind == ColumnKind::relative;
}

/// Of those values that are numbers.
OverRuns over_runs(std::vector<double> values);
/// Of those replicates that are there.
OverRuns over_runs(std::span<const RatioParts> parts);
/// Difference of two ratios over the replicates in which both are there.
OverRuns difference_over_runs(std::span<const RatioParts> baseline, std::span<const RatioParts> scenario);

}  // namespace streetlight::page
