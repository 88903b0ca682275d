#pragma once
/// Scenarios of a panel compared with a baseline, replicate by replicate.

#include <cstddef>
#include <vector>

#include "sim/results/paired.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight {

/// What to compare, as places in the panel's shape.
struct ComparisonRequest {
  std::size_t baseline = 0;
  std::vector<std::size_t> scenarios;
  std::vector<std::size_t> points;
  std::vector<std::size_t> metrics;
  std::vector<std::size_t> groups;
  std::size_t authority = 0;
  Window window;
};

struct ComparisonRow {
  std::size_t scenario = 0;
  std::size_t point = 0;
  std::size_t metric = 0;
  std::size_t group = 0;
  PairedComparison result;
};

/// One row for each scenario, point, metric and group, in that order. Runs that the file does not hold count
/// as replicates without a value. Throws InvalidInput when a metric cannot be gathered.
std::vector<ComparisonRow> compare_panel(const RunSource& panel, const ComparisonRequest& request);

}  // namespace streetlight
