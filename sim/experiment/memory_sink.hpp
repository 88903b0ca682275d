#pragma once
/// Finished runs kept in memory.

#include <map>

#include "sim/core/panel.hpp"

namespace streetlight {

class MemorySink final : public PanelSink {
 public:
  void write(const RunResult& run) override { runs[run.key] = run; }

  std::map<RunKey, RunResult> runs;  ///< by scenario, point and replicate, whatever the order in which they finished
};

}  // namespace streetlight
