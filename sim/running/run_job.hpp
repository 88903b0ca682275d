#pragma once
/// What `run` is asked to do, loaded and checked before anything is computed or written.

#include <filesystem>
#include <optional>
#include <string>

#include "sim/core/run_index.hpp"
#include "sim/running/earlier_result.hpp"
#include "sim/running/run_experiment.hpp"
#include "sim/running/run_plan.hpp"

namespace streetlight {

struct Job {
  const RunArguments& arguments;
  Shard shard{};
  Experiment experiment{};
  PanelShape shape{};
  std::size_t wanted = 0;        ///< runs of this command, those that are done already included
  std::optional<RunKey> only{};  ///< the one run of --only
  std::filesystem::path output{};

  bool chosen(const RunKey& key) const { return only ? key == *only : shard.holds(key, shape.replicates); }
  std::size_t runs() const { return shape.runs(); }
  /// What is done about an earlier result of another experiment.
  Earlier earlier() const;
  /// The run's index in a list of all runs.
  std::size_t index(const RunKey& key) const { return run_index(shape, key); }
};

/// Where the output goes: what -o says, or the default.
std::filesystem::path output_of(const RunArguments& arguments, const Shard& shard = {});

/// Throws InvalidInput. Makes the folder of the default output.
Job prepare(const std::function<Experiment()>& load, const RunArguments& arguments);

/// The command that makes one run again.
std::string command_for(const RunArguments& arguments, const std::string& run);

}  // namespace streetlight
