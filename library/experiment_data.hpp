#pragma once
/// What an Experiment holds: where it came from, and what was read.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/config/load_experiment.hpp"
#include "streetlight/experiment.hpp"

namespace streetlight::library {

/// What an Experiment was made from: enough to make it again with more settings.
struct Origin {
  std::filesystem::path file{};
  std::optional<std::string> text{};  ///< instead of the file; `file` then is what it is called
  std::vector<std::pair<std::string, CommandLineSetting>> settings{};  ///< by key
  std::filesystem::path worlds{};                                      ///< empty: none
  std::size_t number_of_worlds = 0;                                    ///< 0: all of the file
};

/// Read once, never changed: copies of an Experiment share it.
struct Experiment::Loaded {
  Origin origin;
  streetlight::Experiment experiment;
  std::vector<std::string> notes;

  explicit Loaded(Origin from);
  /// The same with more settings. A later one of a key replaces an earlier one.
  std::shared_ptr<const Loaded> with(const std::vector<std::pair<std::string, CommandLineSetting>>& further) const;
};

/// Settings as the command line would make them; `call` names the one that they came in, for messages: "set".
std::vector<std::pair<std::string, CommandLineSetting>> settings_of(
    const std::vector<std::pair<std::string, Value>>& settings, const std::string& call);

}  // namespace streetlight::library
