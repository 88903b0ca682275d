#pragma once
/// How much memory running an experiment takes, told from its sizes. A test holds this to what runs use
/// (tests/cli/real_model/test_memory.py).

#include <cstddef>

#include "sim/core/panel.hpp"
#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// Bytes. All are estimates.
struct RunMemory {
  double program = 0;   ///< what this process has taken so far: the program itself, and the experiment as loaded
  double state = 0;     ///< the model's state in the largest version, with the counts of a month
  double states = 1;    ///< how many of those a thread holds at a time, since versions share their beginnings
  double panel = 0;     ///< what a run reports
  double tables = 0;    ///< the rows of its tables beside the panel
  double versions = 0;  ///< the parameters of the versions of a unit of work
  double records = 0;   ///< what is kept of each run and point

  /// The least that there must be: one run at a time.
  double one_run() const { return state + panel + tables; }
  /// At most, with `threads` of them at work.
  double total(double threads) const;
};

/// `points_a_unit`: design points of a unit of work.
RunMemory run_memory(const Experiment& experiment, const PanelShape& layout, double points_a_unit, double runs);

}  // namespace streetlight
