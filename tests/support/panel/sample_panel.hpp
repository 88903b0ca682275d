#pragma once
/// A small panel made by formula, so that a test (here or in Python) can say what every cell must be.

#include <vector>

#include "sim/core/panel.hpp"
#include "sim/results/provenance.hpp"

namespace streetlight::test {

struct SampleSize {
  std::size_t scenarios = 3;
  std::size_t points = 2;
  std::size_t replicates = 4;
  std::size_t intervals = 6;
  std::size_t authorities = 2;
  std::size_t groups = 3;
};

/// Columns: visits (flow, count), unwarranted_visits (flow, count), families (stock, count), trust (stock, real),
/// cost (flow, real), precision_true (ratio). Tables: models (with labels), families.
PanelShape sample_shape(const SampleSize& size = {});
Provenance sample_provenance();
/// Values of a run: cell value = a formula of (key, time, authority, group, column); see sample_value.
RunResult sample_run(const PanelShape& shape, const RunKey& key);
double sample_value(const RunKey& key, std::size_t time, std::size_t authority, std::size_t group, std::size_t column);
std::vector<RunKey> all_runs(const PanelShape& shape);

}  // namespace streetlight::test
