#pragma once
/// Worlds: sets of parameter values that reproduce the published figures, found by a calibration. The text form is a
/// TOML file that is small enough to keep with the experiments; a result form (HDF5) holds the same text beside its
/// numbers. Either can be given to `run --worlds`.

#include <filesystem>
#include <string>
#include <vector>

#include "sim/calibration/calibrate.hpp"
#include "sim/config/load_experiment.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/io/diagnostics.hpp"

namespace streetlight {

struct WorldsFile {
  std::string title;
  std::string model;
  std::string made_by;      ///< the command, and the program's version
  std::string calibration;  ///< mark of all that the worlds depend on, but how many they are; empty: not known
  std::string reason;       ///< why the waves ended
  std::size_t checked = 0;  ///< candidates held against the targets
  std::size_t runs = 0;     ///< points simulated in all
  std::vector<Prior> priors;
  std::vector<TargetGoal> goals;
  std::vector<World> worlds;
  /// By target: standard deviation of the worlds' expected values. Empty where they have none.
  std::vector<double> expected_errors;
  SensitivityMatrix sensitivity;    ///< empty where the file has none
  std::vector<Position> priors_at;  ///< of each prior's key in the file read; empty where it was not read
  std::vector<Position> worlds_at;  ///< of each world's values in the file read; empty where it was not read
  std::vector<WaveReport> waves;    ///< of the emulators, only their spreads are kept: NaN where one was not used
};

std::string worlds_text(const WorldsFile& file);

/// Reads either form. Throws ConfigErrors or InvalidInput.
WorldsFile read_worlds(const std::filesystem::path& path);
/// The text form; `input` is what positions call it.
WorldsFile parse_worlds(const std::string& text, const std::string& input);

/// `count` of the worlds, spread evenly over the file; all of them for 0. Throws InvalidInput, with what
/// the file is called, where it holds fewer.
WorldsFile some_of(const WorldsFile& file, std::size_t count, const std::string& input);

/// A design that runs each world as a point, in the file's order.
Design design_of(const WorldsFile& file);

/// Puts the worlds, which were read from a file, into an experiment, whose notes then are on what is run in them.
/// Throws ConfigErrors when it has a design of its own, is of another model, does not know a parameter, or has a
/// scenario or a setting of the command line that hides one.
void take_worlds(LoadedExperiment& loaded, const WorldsFile& file, const std::string& input);

}  // namespace streetlight
