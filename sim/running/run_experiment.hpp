#pragma once
/// Running an experiment into a result file, with everything that goes with it: plan, progress, stopping, resuming.

#include <functional>
#include <string>
#include <vector>

#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// The words of the command line that say which experiment.
struct ExperimentWords {
  std::string file;
  std::vector<std::string> set;
  std::string replicates;
  std::string seed;
  std::string worlds;                ///< a file of worlds, which become the design; "": none
  std::size_t number_of_worlds = 0;  ///< only so many of them; 0: all

  /// The options, each with its value.
  std::vector<std::string> options() const;
};

struct RunArguments {
  ExperimentWords experiment;
  std::string output;          ///< default results/<name of the experiment file>.h5
  std::string default_suffix;  ///< in the name of the default output, before .h5
  std::string shard;
  std::string only;
  std::string log;  ///< a file that gets a line for each run that ends
  unsigned threads = 0;
  bool resume = false;
  bool dry_run = false;
  bool quiet = false;
  bool replace = false;       ///< the default output may replace another experiment's result
  bool whole_command = true;  ///< false: a part of another command, which says itself what to do next
};

/// Runs what `load` gives, alone or with the other ranks of an MPI job, and returns the program's exit code. Of
/// `arguments.experiment` only the words of the command line matter. `then`: what the command does with the finished
/// result, on the rank that made it; its exit code counts too. Throws InvalidInput, before anything runs, when the work
/// is refused, std::runtime_error when runs could not be stored.
int run_experiment(const std::function<Experiment()>& load, const RunArguments& arguments,
                   const std::function<int()>& then = {});

}  // namespace streetlight
