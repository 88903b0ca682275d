#pragma once
/// Where a run stands in a list of all runs of a panel: by scenario, then design point, then replicate.

#include "sim/core/panel.hpp"

namespace streetlight {

inline bool has_run(const PanelShape& shape, const RunKey& run) {
  return run.scenario < shape.scenarios.size() && run.point < shape.points && run.replicate < shape.replicates;
}

inline std::size_t run_index(const PanelShape& shape, const RunKey& run) {
  return (run.scenario * shape.points + run.point) * shape.replicates + run.replicate;
}

}  // namespace streetlight
