#pragma once
/// How long an experiment takes, told before it runs: a small sample of it is planned, simulated and stored. What that
/// takes does not depend on how many design points and replicates there are.

#include "sim/running/run_plan.hpp"

namespace streetlight {

struct TimeEstimate {
  double seconds = 0;         ///< on the wall, with the plan's threads
  double match_seconds = 0;   ///< of these, to look for the values of matches
  double core_seconds = 0;    ///< of one processor that does it all
  double work_seconds = 0;    ///< of these, without the start of the program and what is stored
  double steps = 0;           ///< entity-months, shared beginnings simulated once
  double steps_apart = 0;     ///< were every run simulated from its start
  double steps_a_second = 0;  ///< while it simulates
  double table_bytes = 0;     ///< of the tables beside the panel, in the largest run that was simulated to its end
};

/// `layout`: as panel_layout gives it. `threads_here`: those of the plan's threads that this process has.
TimeEstimate estimate_time(const Experiment& experiment, const PanelShape& layout, const RunPlan& plan,
                           const Shard& shard, unsigned threads_here);

}  // namespace streetlight
