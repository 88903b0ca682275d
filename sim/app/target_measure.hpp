#pragma once
/// Measures targets on finished runs. A target's value is taken in each replicate; what is reported is the mean
/// over replicates and its standard error, sd/sqrt(n).

#include <limits>
#include <vector>

#include "sim/app/target_list.hpp"
#include "sim/core/panel.hpp"
#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// Keeps finished runs in memory.
class CollectedRuns final : public PanelSink {
 public:
  void write(const RunResult& run) override { runs.push_back(run); }
  std::vector<RunResult> runs;
};

struct Measured {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();  ///< NaN with fewer than two replicates
  bool reached = false;                                              ///< the mean lies within the range
};

/// Throws InvalidInput when a target names a scenario, column, group or table that the panel does not have.
void check_targets(const std::vector<Target>& targets, const PanelShape& shape);

/// The columns that the targets need, for OutputOptions::metrics.
std::vector<std::string> columns_of(const std::vector<Target>& targets);

Measured measure(const Target& target, const PanelShape& shape, const CollectedRuns& collected);

}  // namespace streetlight
