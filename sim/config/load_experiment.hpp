#pragma once
/// From an experiment file to an Experiment that can run: every key known, every value in range, every reference
/// resolved. All problems are collected and thrown together as ConfigErrors, each with its position.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/experiment/experiment.hpp"
#include "sim/io/toml_document.hpp"

namespace streetlight {

/// A change from the command line, over what the file says outside its scenarios.
struct CommandLineSetting {
  std::string text;    ///< KEY=VALUE
  std::string option;  ///< how errors name it: "--set casework.capacity=x"
};

struct LoadedExperiment {
  Experiment experiment;
  std::vector<std::string> notes;  ///< not wrong, but perhaps not what was meant
  std::size_t notes_on_text = 0;   ///< so many of them, the first ones, are on the text; the others on what is run
  /// Keys outside the scenarios that a setting gave and no file, with the setting.
  std::map<std::string, Position> from_command_line{};
};

/// Reads `path` with all that it extends, and every file that the runs will read. Throws ConfigErrors.
LoadedExperiment load_experiment(const std::filesystem::path& path,
                                 const std::vector<CommandLineSetting>& settings = {});

/// The same from text, as if it stood in a file of that name, whose folder is where it looks for other files.
LoadedExperiment load_experiment_text(const std::string& text, const std::filesystem::path& name,
                                      const std::vector<CommandLineSetting>& settings = {});

/// The same from a document that was read already, which a result may hold; `default_title` where it has none. The
/// files that the runs would read are left closed: they may be gone.
LoadedExperiment load_experiment(const TomlDocument& document, const std::string& default_title);

}  // namespace streetlight
