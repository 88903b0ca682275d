#pragma once
/// The options that say which experiment, shared by the subcommands that load one.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/app/load_experiment.hpp"

namespace CLI {
class App;
}

namespace streetlight {

struct ExperimentOptions {
  std::string file;
  std::vector<std::string> set;
  std::string replicates;
  std::string seed;

  void add_to(CLI::App& subcommand);
  /// The options without the file, for a subcommand that learns it elsewhere.
  void add_settings_to(CLI::App& subcommand);
  /// Loads the file with the settings over it, and prints notes to standard error. Throws ConfigErrors.
  Experiment load() const;
};

}  // namespace streetlight
