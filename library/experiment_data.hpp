#pragma once
/// What an Experiment holds: what it was made from, and the experiment.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "library/origin.hpp"
#include "streetlight/experiment.hpp"

namespace streetlight::library {

/// Read once, never changed: copies of an Experiment share it.
struct Experiment::Loaded {
  Origin origin;
  streetlight::Experiment experiment;
  std::vector<std::string> notes;

  explicit Loaded(Origin from);
  /// The same with more settings. A later one of a key replaces an earlier one.
  std::shared_ptr<const Loaded> with(const std::vector<CommandLineSetting>& further) const;
};

/// Settings as the command line would make them; `call` names the one that they came in, for messages: "set".
std::vector<CommandLineSetting> settings_of(const std::vector<std::pair<std::string, Value>>& settings,
                                            const std::string& call);

}  // namespace streetlight::library
