#pragma once
/// What running an experiment takes, told before it runs.

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/experiment/execute.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/running/run_memory.hpp"

namespace streetlight {

/// One part of a run that is shared out, counted from 0: `--shard 2/5` is index 1 of 5.
struct Shard {
  std::uint32_t index = 0;
  std::uint32_t count = 1;

  /// Reads "K/N". Throws InvalidInput.
  static Shard parse(const std::string& text);
  /// Scenarios of one point and replicate stay together, since they share their beginning.
  bool holds(const RunKey& key, std::size_t replicates) const;
  /// ".shard-2-of-5", or nothing for the whole.
  std::string suffix() const;
};

/// Sizes of an experiment. All are upper bounds or estimates.
struct RunPlan {
  std::size_t scenarios = 0;
  std::size_t points = 0;
  std::size_t replicates = 0;
  std::size_t runs = 0;  ///< of this shard
  std::size_t columns = 0;
  std::size_t rows = 0;  ///< a run: times x authorities x groups
  double entities = 0;   ///< of the largest version
  RunMemory memory{};
  double at_once = 1;  ///< runs at a time
  double disk = 0;     ///< bytes before compression
  unsigned threads = 1;
};

RunPlan plan_run(const Experiment& experiment, const PanelShape& shape, const Shard& shard, unsigned threads);

/// Throws InvalidInput when one run alone needs more memory than the machine has.
void check_memory(const RunPlan& plan);
/// Throws InvalidInput when the machine's memory cannot hold the work and the results of all runs together.
void check_memory_for_all(const RunPlan& plan);

struct TimeEstimate;
/// The text of --dry-run. `part`: which part of all runs it is, ", shard 2 of 5"; "" for all.
std::string plan_text(const Experiment& experiment, const RunPlan& plan, const TimeEstimate& time,
                      const std::string& part);

/// The experiment with this run alone, to plan it by. Its random draws are those of replicate 0.
Experiment single_run(const Experiment& experiment, const RunKey& run);

/// What is counted in progress and plans: "entity-months" with the model's own word for an entity.
std::string step_unit(const ModelType& model);

}  // namespace streetlight
