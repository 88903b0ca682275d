#pragma once
/// Runs an experiment: every scenario at every design point in every replicate. Versions of one
/// replicate share everything up to the first month in which their parameters in effect differ; that
/// prefix is simulated once and forked, which the addressable draws make exact.

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/panel.hpp"
#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// What is done so far, for a progress bar.
struct Progress {
  std::size_t runs_done = 0;
  std::size_t runs_total = 0;
  double steps_done = 0;   ///< entity-months simulated so far (a shared month counts once)
  double steps_total = 0;  ///< entity-months that the whole experiment takes
};

/// A run that threw: the others go on.
struct RunFailure {
  RunKey key;
  std::string message;
  std::exception_ptr cause{};  ///< what was thrown; null where nothing was
};

struct ExecuteOptions {
  unsigned threads = 0;                                ///< 0: one for each processor that there is for us
  bool share_prefixes = true;                          ///< false: every run from scratch (for the test of forking)
  std::function<bool(RunKey)> wanted{};                ///< empty: every run
  const std::atomic<bool>* stop = nullptr;             ///< set from outside: finish nothing more, return
  std::function<void(const Progress&)> on_progress{};  ///< called from any thread, one at a time
  std::function<void(const RunFailure&)> on_failure{};

  /// Where several processes share an experiment: threads of all of them together (0: of this one alone), which fixes
  /// how the experiment is cut into units of work, and who deals those: asked by any thread, with the number of
  /// units, for the next one to do here, until there is none. Every process must have the same `wanted`.
  unsigned workers = 0;
  std::function<std::optional<std::size_t>(std::size_t units)> next_unit{};
};

struct ExecuteSummary {
  std::size_t runs_wanted = 0;
  std::size_t runs_done = 0;
  std::size_t runs_failed = 0;
  bool stopped = false;  ///< fewer were done than wanted (in this process)
};

/// Layout of the output, before anything runs.
PanelShape panel_shape(const Experiment& experiment);
/// The same without the values of the design's points, which take time and memory where there are many.
PanelShape panel_layout(const Experiment& experiment);

/// Runs what is wanted and hands each finished run to `sink`.
ExecuteSummary execute(const Experiment& experiment, PanelSink& sink, const ExecuteOptions& options);

/// A block runner of `threads` threads, or one for each processor that this process may use (0). Same results for any
/// number.
std::unique_ptr<BlockRunner> parallel_blocks(unsigned threads);

}  // namespace streetlight
