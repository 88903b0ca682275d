#pragma once
/// The parts of loading an experiment, one a file: groups, scenarios, design, and what only the model can judge.
/// Each adds what is wrong to `errors` and goes on.

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/config/located_settings.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/io/toml_document.hpp"

namespace streetlight {

/// What all parts need to know.
struct LoadContext {
  const TomlDocument& document;
  const ParameterTable& model_table;
  const ParameterTable& file_table;
  Diagnostics& errors;
};

/// The elements of a list, or a value alone, which stands for a list of one.
inline std::span<const TomlValue> elements_of(const TomlValue& value) {
  return value.is_list ? std::span<const TomlValue>(value.items) : std::span<const TomlValue>(&value, 1);
}

struct LocatedGroups {
  std::vector<GroupSpec> specs;
  LocatedSettings positions;  ///< `at` only: "groups.NAME" and "groups.NAME.ATTRIBUTE"
};
LocatedGroups load_groups(const LoadContext& context);

/// Settings relative to what is there: `key = { times = 1.67 }` or `{ plus = 0.01 }`.
struct LocatedRelative {
  RelativeSettings values;
  std::map<std::string, Position, std::less<>> at;
};
/// The key without the word, where it ends in ".times" or ".plus"; "" where it does not.
std::string relative_stem(const std::string& key);

struct LocatedScenario {
  std::string name;
  Position at;
  LocatedSettings set;
  struct Entry {
    Month month = 0;
    LocatedSettings set;
    LocatedRelative relative{};
  };
  LocatedRelative relative{};
  std::vector<Entry> timeline;
  std::optional<Match> match{};
  std::optional<Match>
      match_said{};  ///< the same, also when what it looks for was refused: the rest of it is looked at
  std::map<std::string, Position, std::less<>> match_at{};  ///< "match.by" and so on, where they stand

  /// Whether all that it sets was accepted.
  bool sound() const {
    return set.sound && std::all_of(timeline.begin(), timeline.end(), [](const Entry& each) { return each.set.sound; });
  }
};
/// What an entry of a timeline sets; its own keys, those of `own`, go to `own_values`.
LocatedScenario::Entry load_change(const LoadContext& context, const TomlDocument& table, const ParameterTable& own,
                                   LocatedSettings& own_values);
/// At least one: a file without scenarios has one called "baseline". `months` bounds the timelines.
std::vector<LocatedScenario> load_scenarios(const LoadContext& context, std::int64_t months);

struct LocatedMechanism {
  Mechanism mechanism;
  Position at;
  LocatedSettings off;  ///< empty for one of the model's own
};
/// The model's mechanisms and the file's, with every key in full. `experiment` has its model and keys_in_use.
std::vector<LocatedMechanism> load_mechanisms(const LoadContext& context, const Experiment& experiment);
/// Checks the file's mechanisms against the model, which must run without them too; `experiment` has its base.
void check_mechanisms(const LoadContext& context, const Experiment& experiment,
                      const std::vector<LocatedMechanism>& mechanisms);

struct LocatedDesign {
  Design design;
  std::vector<Position> at;  ///< of each parameter's key
  bool sound = true;
};
/// `options` holds kind, points and seed, `file` where they stand; the parameters are read here. A mechanism is varied
/// by the key "mechanism.NAME".
LocatedDesign load_design(const LoadContext& context, Design options, const LocatedSettings& file,
                          const std::vector<LocatedScenario>& scenarios,
                          const std::vector<LocatedMechanism>& mechanisms);

/// Reads the keys `match.*` of a scenario's table, which `own` has declared. Says what is wrong with them alone.
void load_match(const LoadContext& context, const TomlDocument& table, const LocatedSettings& own,
                LocatedScenario& scenario);
/// Whether each match has a scenario that it can be held against.
void check_matches(const LoadContext& context, const std::vector<LocatedScenario>& scenarios);

/// Every dotted key of the model that the file mentions: outside scenarios, in them, in timelines and designs.
std::vector<std::string> model_keys_in(const TomlDocument& document, const ParameterTable& file_table);

/// Whether `key` is one of the experiment's own ([run], [output], ..., or a table of such), not of the model.
bool is_file_key(const std::string& key, const ParameterTable& file_table);

/// Checks of the whole: columns asked for, groups, and every version's parameters against each other.
struct LocatedExperiment {
  const Experiment& experiment;
  const LocatedSettings& base;
  const LocatedSettings& file;
  const LocatedGroups& groups;
  const std::vector<LocatedScenario>& scenarios;
  const LocatedDesign* design;
};
void check_experiment(const LocatedExperiment& located, const LoadContext& context);
/// Leaves out of [briefing] the columns that output.metrics does not write: they may come from an extended file.
void keep_written(Briefing& briefing, const std::vector<std::string>& names, const std::vector<Column>& columns);

/// The columns, groups and months that [briefing] names.
void check_briefing(const LocatedExperiment& located, const AnyParameters& parameters, const LoadContext& context);

}  // namespace streetlight
