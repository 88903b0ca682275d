#pragma once
/// The files that an experiment's runs read: found, read through and remembered before anything runs, so that a wrong
/// one fails `validate` and the start of a run, and so that a result can say what it was made from.

#include <string>
#include <vector>

#include "sim/config/load_parts.hpp"
#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// A file that cannot be used, and a version that would read it.
struct InputProblem {
  InputUse use;
  std::string message;
  std::string scenario;
};

/// Reads through every file that some version of the experiment reads, once, and remembers it in `experiment.inputs`.
/// What is worth a word is added to `notes`.
std::vector<InputProblem> examine_inputs(Experiment& experiment, std::vector<std::string>& notes);

/// Makes the paths in `set` relative to `folder`, in which the experiment file is: each is relative to the file that it
/// stands in, or to the current folder when it stands on the command line.
void relocate_inputs(LocatedSettings& set, const ParameterTable& model_table, const std::filesystem::path& folder);
void relocate_inputs(LocatedDesign& design, const ParameterTable& model_table, const std::filesystem::path& folder);

}  // namespace streetlight
