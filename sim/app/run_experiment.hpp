#pragma once
/// Running an experiment into a result file, with everything that goes with it: plan, progress, stopping, resuming.

#include <string>

#include "sim/app/experiment_options.hpp"

namespace streetlight {

struct RunArguments {
  ExperimentOptions experiment;
  std::string output;  ///< default results/<name of the experiment file>.h5
  std::string shard;
  std::string only;
  unsigned threads = 0;
  bool resume = false;
  bool dry_run = false;
  bool quiet = false;
  bool whole_command = true;  ///< false: a part of another command, which says itself what to do next

  /// The options that every command which runs has: --threads, --resume, --dry-run, --quiet.
  void add_to(CLI::App& command);
};

/// Runs `experiment` (of `arguments.experiment` only the words of the command line matter) and returns the exit code.
/// Throws InvalidInput before anything runs when it cannot.
int run_experiment(const Experiment& experiment, const RunArguments& arguments);

}  // namespace streetlight
