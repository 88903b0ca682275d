#pragma once
/// The options that say which experiment, shared by the subcommands that load or run one.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/load_experiment.hpp"
#include "sim/running/run_experiment.hpp"

namespace CLI {
class App;
}

namespace streetlight {

void add_options(CLI::App& subcommand, ExperimentWords& words);
/// The options without the file, for a subcommand that learns it elsewhere.
void add_settings(CLI::App& subcommand, ExperimentWords& words);
/// --worlds and --number-of-worlds.
void add_worlds(CLI::App& subcommand, ExperimentWords& words);
/// Loads the file with the settings over it, and prints notes to standard error. Throws ConfigErrors.
Experiment load(const ExperimentWords& words);

/// The options that every command which runs has: --threads, --resume, --dry-run, --quiet, --replace.
void add_options(CLI::App& subcommand, RunArguments& arguments);

/// Adds --guard-formulas, which every command has that writes CSV.
void add_formula_guard(CLI::App& command, bool& guard);

}  // namespace streetlight
