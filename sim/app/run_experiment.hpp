#pragma once
/// Running an experiment into a result file, with everything that goes with it: plan, progress, stopping, resuming.

#include <functional>
#include <string>

#include "sim/app/experiment_options.hpp"

namespace streetlight {

struct RunArguments {
  ExperimentOptions experiment;
  std::string output;  ///< default results/<name of the experiment file>.h5
  std::string shard;
  std::string only;
  std::string log;  ///< a file that gets a line for each run that ends
  unsigned threads = 0;
  bool resume = false;
  bool dry_run = false;
  bool quiet = false;
  bool whole_command = true;  ///< false: a part of another command, which says itself what to do next

  /// The options that every command which runs has: --threads, --resume, --dry-run, --quiet.
  void add_to(CLI::App& command);
};

struct RunOutcome {
  int exit_code = 0;
  bool in_place = true;  ///< false: an earlier result was left at the output's name, because runs of this one failed
};

/// Runs what `load` gives, alone or with the other ranks of an MPI job. Of
/// `arguments.experiment` only the words of the command line matter. Throws InvalidInput, before anything runs, when
/// the work is refused, std::runtime_error when runs could not be stored.
RunOutcome run_experiment(const std::function<Experiment()>& load, const RunArguments& arguments);

}  // namespace streetlight
