#pragma once
/// What an Experiment was made from: every text as it was when it was read, so that the same experiment with more
/// settings, or in another process, is made of the same, whatever has become of the files and of the current folder.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/config/load_experiment.hpp"
#include "sim/config/worlds_file.hpp"
#include "sim/core/input_files.hpp"
#include "sim/io/toml_texts.hpp"

namespace streetlight::library {

/// A setting, made in some current folder.
struct SetKeys {
  CommandLineSetting setting;
  std::set<std::string> keys{};  ///< that it sets: a table sets several
  std::map<std::string, std::string>
      inputs{};                    ///< by key, input files that it names and that are relative to the folder
  std::filesystem::path folder{};  ///< the current one when it was made, if there are such files
};

struct Worlds {
  std::string name;  ///< of the file, for messages
  std::string text;
  WorldsFile file;
};

struct Origin {
  std::filesystem::path file{};
  std::optional<std::string> text{};       ///< instead of the file; `file` then is what it is called
  std::filesystem::path folder{};          ///< the current one when it was loaded; empty: it has not been yet
  TomlTexts texts{};                       ///< of the file and of all that it extends
  std::vector<SetKeys> settings{};         ///< a later one goes over an earlier one
  std::shared_ptr<const Worlds> worlds{};  ///< null: none
  std::size_t number_of_worlds = 0;        ///< 0: all of the file
  std::map<std::string, FileDigest>
      inputs{};  ///< what was in the input files, by the name that the experiment gives them
};

/// Loads it, and keeps in it what was read. Throws what load_experiment does, and InvalidInput when an input file is
/// not what it was.
LoadedExperiment load(Origin& origin);

/// A setting that is made now, of keys of this experiment. Throws ConfigErrors when it is none.
SetKeys set_now(const streetlight::Experiment& experiment, CommandLineSetting setting);

/// Reads either form of a file of worlds.
std::shared_ptr<const Worlds> worlds_in(const std::filesystem::path& file);

/// All of it as bytes, and back. Throws InvalidInput when these are others, or of another layout.
std::string saved(const Origin& origin);
Origin origin_of(const std::string& saved);

}  // namespace streetlight::library
