#pragma once
/// What storing results takes, learnt by storing a few of them in a folder for temporary files.

#include <vector>

#include "sim/core/panel.hpp"

namespace streetlight {

struct WritingCost {
  double store_run = 0;   ///< seconds to keep a finished run safe; one thread at a time does it
  double finish = 0;      ///< seconds to make the result at the end, whatever its size
  double finish_run = 0;  ///< further seconds for each of its runs
};

/// `runs`: finished ones, at least one. Where nothing can be stored, all costs are 0.
WritingCost writing_cost(PanelShape shape, std::vector<RunResult> runs);

}  // namespace streetlight
