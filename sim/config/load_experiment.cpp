#include "sim/config/load_experiment.hpp"
#include "sim/config/points_checked.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "sim/config/chosen_model.hpp"
#include "sim/config/entry_rules.hpp"
#include "sim/config/experiment_inputs.hpp"
#include "sim/config/experiment_keys.hpp"
#include "sim/config/load_parts.hpp"
#include "sim/config/names.hpp"
#include "sim/config/never_reached.hpp"
#include "sim/io/toml_extends.hpp"
#include "sim/io/toml_kind.hpp"

namespace streetlight {

namespace {

const ExtendRules& extend_rules() {
  static const ExtendRules rules{{"groups"}, {{"scenario", "extends_scenarios"}}, check_entry};
  return rules;
}

/// Errors about the layout's number come alone: in another layout the rest may mean something else.
void check_schema(const TomlDocument& document) {
  const auto refuse = [](const Position& where, std::string message) {
    throw ConfigErrors({{where, std::move(message)}});
  };
  refuse_other_kind(document, TomlKind::experiment);
  const TomlEntry* entry = document.find("schema");
  if (!entry)
    refuse(document.at, "schema is missing: write schema = " + std::to_string(experiment_schema) + " at the top");
  const auto* number = std::get_if<std::int64_t>(&entry->value.value);
  if (!number) refuse(entry->value.at, "schema must be a whole number: " + std::to_string(experiment_schema));
  if (*number > experiment_schema)
    refuse(entry->value.at, "schema = " + std::to_string(*number) + " is newer than this program, which reads " +
                                std::to_string(experiment_schema) + ": a later version of the program is needed");
  if (*number != experiment_schema)
    refuse(entry->value.at, "schema = " + std::to_string(*number) + " must be " + std::to_string(experiment_schema));
}

const ModelType& model_of(const TomlDocument& document) {
  const TomlEntry* entry = document.find("model");
  if (!entry) throw ConfigErrors({{document.at, "model is missing: write model = one of " + model_names_text()}});
  const auto* name = std::get_if<std::string>(&entry->value.value);
  if (!name) throw ConfigErrors({{entry->value.at, "model must be a text: one of " + model_names_text()}});
  if (const auto* model = find_model(*name)) return *model;
  throw ConfigErrors({{entry->value.at, unknown_model_message(*name)}});
}

/// Whether the table's name leads to known keys: an empty table has no key to judge it by.
bool opens_known(const std::string& name, std::span<const ParameterTable* const> tables) {
  for (const auto* table : tables)
    for (const auto& parameter : table->parameters())
      if (parameter.doc.key == name ? parameter.type == ParameterType::map : parameter.doc.key.starts_with(name + "."))
        return true;
  return false;
}

/// The list of tables that `key` looks as if it belonged to, or "".
std::string list_of_tables(const std::string& key) {
  for (const std::string list : {"scenario", "design.parameter", "mechanism"})
    if (key == list || key.starts_with(list + ".")) return list;
  return "";
}

/// Everything outside scenarios, designs and groups.
void load_top(const LoadContext& context, LocatedSettings& base, LocatedSettings& file) {
  const std::array model_first{&context.model_table, &context.file_table};
  const std::array file_first{&context.file_table, &context.model_table};
  std::map<std::string, bool> told;
  for (const auto& entry : context.document.entries()) {
    if (entry.key == "groups" || entry.key.starts_with("groups.")) continue;
    if (const auto list = list_of_tables(entry.key); !list.empty() && !std::exchange(told[list], true))
      context.errors.add(entry.key_at,
                         list + " must be a list of tables, each begun by [[" + list + "]] in double brackets");
    else if (!list.empty())
      continue;
    else if (is_file_key(entry.key, context.file_table))
      accept(file_first, entry.key, entry.key_at, entry.value, file, context.errors);
    else
      accept(model_first, entry.key, entry.key_at, entry.value, base, context.errors);
  }
  for (const auto& array : context.document.arrays())
    if (array.key != "scenario" && array.key != "design.parameter" && array.key != "mechanism")
      context.errors.add(array.at,
                         "unknown list of tables [[" + array.key +
                             "]]; the lists are [[scenario]], [[scenario.timeline]], [[design.parameter]] and "
                             "[[mechanism]]");
  for (const auto& table : context.document.empty_tables())
    if (!opens_known(table.key, model_first) && table.key != "groups" && !table.key.starts_with("groups."))
      context.errors.add(table.key_at, unknown_key_message(table.key, model_first));
}

/// A setting of the command line that every version overrides again does nothing; some: worth a note.
void note_hidden_settings(const LocatedSettings& base, const std::vector<LocatedScenario>& scenarios,
                          const LocatedDesign& design, Diagnostics& errors, std::vector<std::string>& notes) {
  for (const auto& [key, where] : base.at) {
    if (where.line != 0) continue;  // stands in a file
    for (const auto& parameter : design.design.parameters)
      if (parameter.key == key) errors.add(where, key + " is varied by the design, which hides this value");
    std::string hiding;
    std::size_t count = 0;
    for (const auto& scenario : scenarios)
      if (scenario.set.at.contains(key)) {
        hiding += (count++ ? ", \"" : "\"") + scenario.name + "\"";
      }
    if (count == scenarios.size())
      errors.add(where, key + " is set by every scenario, which hides this value: change it in the file");
    else if (count)
      notes.push_back(where.to_text() + ": " + key + " does not reach the scenarios that set it themselves: " + hiding);
  }
}

/// A misspelt member of a collection is a new member (`services.polce`): no error, but worth a word.
class NewMembers {
 public:
  explicit NewMembers(const ModelType& model) : own_(model.table({})) {}

  /// `key` stands at `where`.
  void see(const std::string& key, const Position& where, std::vector<std::string>& notes) {
    if (own_->find(key)) return;
    const auto last = key.rfind('.'), before = key.rfind('.', last - 1);
    if (last == std::string::npos || last == 0 || before == std::string::npos) return;
    const std::string collection = key.substr(0, before + 1), member = key.substr(before + 1, last - before - 1);
    std::vector<std::string> members;
    for (const auto& parameter : own_->parameters())
      if (const auto& name = parameter.doc.key;
          name.starts_with(collection) && name.ends_with(key.substr(last)) && name.size() > collection.size())
        members.push_back(name.substr(collection.size(), name.find('.', collection.size()) - collection.size()));
    const auto near = nearest_word(member, members);
    if (!near.empty() && told_.insert(collection + member).second)
      notes.push_back(where.to_text() + ": '" + collection + member + "' is new to the model; did you mean '" +
                      collection + near + "'?");
  }

 private:
  std::shared_ptr<const ParameterTable> own_;
  std::set<std::string> told_;
};

void note_new_members(const ModelType& model, const LocatedSettings& base,
                      const std::vector<LocatedScenario>& scenarios, const LocatedDesign& design,
                      std::vector<std::string>& notes) {
  NewMembers members(model);
  const auto see = [&](const auto& positions) {
    for (const auto& [key, where] : positions) members.see(key, where, notes);
  };
  see(base.at);
  for (std::size_t i = 0; i < design.at.size(); ++i) members.see(design.design.parameters[i].key, design.at[i], notes);
  for (const auto& scenario : scenarios) {
    see(scenario.set.at);
    see(scenario.relative.at);
    for (const auto& entry : scenario.timeline) see(entry.set.at);
    if (scenario.match) members.see(scenario.match->by, scenario.match_at.at("match.by"), notes);
  }
}

/// An experiment that is tried with fewer months is no mistake, as a programme that starts after them is none: then the
/// two scenarios are alike in these months. Where they are not, no value can make them so.
void check_late_matches(const Experiment& experiment, const std::vector<LocatedScenario>& scenarios,
                        Diagnostics& errors, std::vector<std::string>& notes) {
  for (std::size_t s = 0; s < scenarios.size(); ++s) {
    const auto& match = scenarios[s].match;
    if (!match || !match->from || *match->from < experiment.run.months) continue;
    const Position& where = scenarios[s].match_at.at("match.from");
    const std::string message = "match.from = " + std::to_string(*match->from) + " is never reached: the run has " +
                                std::to_string(experiment.run.months) + " months, counted from 0";
    if (can_be_made_alike(experiment, s))
      notes.push_back(where.to_text() + ": " + message);
    else
      errors.add(where, message + ", so nothing makes \"" + scenarios[s].name + "\" like \"" + match->scenario + "\"");
  }
}

/// A model may not be able to count as many months as a file can ask for.
void check_months(const ModelType& model, const FileKeys& keys, const LocatedSettings& file,
                  const LoadContext& context) {
  const auto check = [&](const char* key, std::int64_t months) {
    if (months <= model.most_months) return;
    const auto* where = position_of(file, key);
    context.errors.add(where ? *where : context.document.at,
                       std::string(key) + " = " + std::to_string(months) + " is more than model " + model.name +
                           " can count; at most " + std::to_string(model.most_months));
  };
  check("run.months", keys.months);
  check("run.spin_up", keys.spin_up);
}

/// Reads the input files through, and says where a wrong one is named.
void open_inputs(Experiment& experiment, const LocatedSettings& base, const std::vector<LocatedScenario>& scenarios,
                 const LocatedDesign& design, const Position& otherwise, Diagnostics& errors,
                 std::vector<std::string>& notes) {
  for (const auto& [use, message, scenario] : examine_inputs(experiment, notes)) {
    const Position* where = position_of(base, use.key);
    for (std::size_t i = 0; i < design.at.size(); ++i)
      if (design.design.parameters[i].key == use.key) where = &design.at[i];
    for (const auto& located : scenarios)
      if (const auto* at = located.name == scenario ? position_of(located.set, use.key) : nullptr) where = at;
    errors.add(where ? *where : otherwise, use.key + ": " + message);
  }
}

/// Says where relative settings stand that leave their parameter's range at some design point: the first of each
/// scenario, which then has no versions to look at.
void check_relative_settings(const Experiment& experiment, std::vector<LocatedScenario>& scenarios,
                             Diagnostics& errors) {
  // A change is a straight line in the value that is there, so the ends of a parameter say enough.
  const auto points = points_checked(experiment.design.value_or(Design{}), design_points(experiment.design), 2);
  for (const auto& problem : relative_problems(experiment, points)) {
    LocatedScenario& scenario = scenarios[problem.scenario];
    if (!scenario.sound()) continue;  // what was refused may be what a setting would change
    Position at = scenario.at;
    for (const auto& entry : scenario.timeline)
      if (const auto found = entry.relative.at.find(problem.key); found != entry.relative.at.end()) at = found->second;
    if (const auto found = scenario.relative.at.find(problem.key); found != scenario.relative.at.end())
      at = found->second;
    errors.add(at, problem.key + " " + problem.message);
    scenario.set.sound = false;
  }
}

enum class Inputs { opened, left_closed };
LoadedExperiment load(const TomlDocument& document, const std::string& default_title, Inputs inputs);

}  // namespace

bool is_file_key(const std::string& key, const ParameterTable& file_table) {
  if (file_table.find(key)) return true;
  const auto table = key.substr(0, key.find('.'));
  return table == "groups" || (table != key && opens_known(table, std::array{&file_table}));
}

std::vector<std::string> model_keys_in(const TomlDocument& document, const ParameterTable& file_table) {
  std::set<std::string> keys;
  for (const auto& entry : document.entries())
    if (!is_file_key(entry.key, file_table)) keys.insert(entry.key);
  const auto add_set = [&](const TomlDocument& table) {
    for (const auto& entry : table.entries())
      if (entry.key.starts_with("set.")) {
        const std::string key = entry.key.substr(4), stem = relative_stem(key);
        keys.insert(stem.empty() ? key : stem);
      }
  };
  if (const auto* scenarios = document.find_array("scenario"))
    for (const auto& scenario : scenarios->tables) {
      add_set(scenario);
      if (const auto* by = scenario.find("match.by"))
        if (const auto* text = std::get_if<std::string>(&by->value.value)) keys.insert(*text);
      if (const auto* timeline = scenario.find_array("timeline"))
        for (const auto& entry : timeline->tables) add_set(entry);
    }
  if (const auto* parameters = document.find_array("design.parameter"))
    for (const auto& parameter : parameters->tables)
      if (const auto* key = parameter.find("key"))
        if (const auto* text = std::get_if<std::string>(&key->value.value); text && !is_mechanism_key(*text))
          keys.insert(*text);
  return {keys.begin(), keys.end()};
}

namespace {

LoadedExperiment load_with(TomlDocument document, const std::vector<CommandLineSetting>& settings,
                           const std::string& default_title) {
  TomlDocument from_command_line;
  from_command_line.at = document.at;
  for (const auto& setting : settings)
    for (auto& entry : parse_setting(setting.text, setting.option)) {
      if (entry.key == "extends" || entry.key == "extends_scenarios")
        throw ConfigErrors({{entry.key_at, entry.key + " can stand in a file only"}});
      from_command_line.put(std::move(entry));
    }
  return load(merged(std::move(document), from_command_line, extend_rules()), default_title, Inputs::opened);
}

}  // namespace

LoadedExperiment load_experiment(const std::filesystem::path& path, const std::vector<CommandLineSetting>& settings) {
  return load_with(read_toml_with_extends(path, extend_rules()), settings, path.stem().string());
}

LoadedExperiment load_experiment_text(const std::string& text, const std::filesystem::path& name,
                                      const std::vector<CommandLineSetting>& settings) {
  return load_with(toml_with_extends(text, name, extend_rules()), settings, name.stem().string());
}

LoadedExperiment load_experiment(const TomlDocument& document, const std::string& default_title) {
  return load(document, default_title, Inputs::left_closed);
}

namespace {

LoadedExperiment load(const TomlDocument& document, const std::string& default_title, Inputs inputs) {
  check_schema(document);
  const ModelType& model = model_of(document);

  // Which keys there are depends on which are mentioned: a service that the file names has parameters.
  FileKeys keys(model);
  ParameterTable file_table;
  keys.declare(file_table);
  LoadedExperiment loaded;
  Experiment& experiment = loaded.experiment;
  experiment.model = &model;
  experiment.keys_in_use = model_keys_in(document, file_table);
  const auto model_table = model.table(experiment.keys_in_use);

  Diagnostics errors;
  const LoadContext context{document, *model_table, file_table, errors};
  LocatedSettings base, file;
  load_top(context, base, file);
  check_names_in_keys(document, *model.table({}), file_table, errors);
  file_table.assign(file.values);
  check_months(model, keys, file, context);
  const LocatedGroups groups = load_groups(context);
  auto scenarios = load_scenarios(context, keys.months);
  Design options;
  options.kind = keys.design_kind;
  options.points = keys.design_points;
  options.seed = static_cast<std::uint64_t>(keys.design_seed);
  options.trajectories = keys.design_trajectories;
  options.levels = keys.design_levels;
  options.samples = keys.design_samples;
  options.weights = keys.design_weights;
  const bool has_design = document.find_array("design.parameter") != nullptr;
  if (!has_design && document.mentions("design")) {
    const TomlEntry* entry = nullptr;
    for (const auto* list : {&document.entries(), &document.empty_tables()})
      for (const auto& each : *list)
        if (!entry && (each.key == "design" || each.key.starts_with("design."))) entry = &each;
    errors.add(entry ? entry->key_at : document.at, "design varies nothing: add at least one [[design.parameter]]");
  }
  auto mechanisms = load_mechanisms(context, experiment);
  LocatedDesign design = load_design(context, options, file, scenarios, mechanisms);
  note_hidden_settings(base, scenarios, design, errors, loaded.notes);
  note_new_members(model, base, scenarios, design, loaded.notes);
  for (const auto& [key, where] : base.at)
    if (where.line == 0) loaded.from_command_line.emplace(key, where);

  const auto folder = std::filesystem::path(document.at.input).parent_path();
  experiment.inputs = InputFiles(folder);
  relocate_inputs(base, *model_table, folder);
  relocate_inputs(design, *model_table, folder);
  for (auto& scenario : scenarios) {
    relocate_inputs(scenario.set, *model_table, folder);
    for (auto& entry : scenario.timeline) relocate_inputs(entry.set, *model_table, folder);
  }
  for (auto& mechanism : mechanisms) {
    relocate_inputs(mechanism.off, *model_table, folder);
    if (!mechanism.off.values.empty()) mechanism.mechanism.off = mechanism.off.values;
  }

  experiment.title = keys.title.empty() ? default_title : keys.title;
  experiment.base = base.values;
  experiment.run = {static_cast<Month>(keys.months), static_cast<Month>(keys.spin_up), keys.replicates,
                    static_cast<std::uint64_t>(keys.seed)};
  experiment.output = {keys.interval, keys.metrics, keys.by_authority, keys.sample, keys.by_neighbourhood};
  experiment.briefing = {keys.briefing_outcomes, keys.briefing_groups, keys.briefing_margins, {}};
  for (const double month : keys.briefing_window)
    experiment.briefing.window.push_back(static_cast<std::int64_t>(month));
  experiment.groups = groups.specs;
  for (const auto& located : scenarios) {
    Scenario scenario{located.name, located.set.values, {}, located.relative.values, located.match};
    for (const auto& entry : located.timeline)
      scenario.timeline.push_back({entry.month, entry.set.values, entry.relative.values});
    experiment.scenarios.push_back(std::move(scenario));
  }
  if (has_design) experiment.design = design.design;
  for (const auto& located : mechanisms) experiment.mechanisms.push_back(located.mechanism);

  if (base.sound && design.sound) check_relative_settings(experiment, scenarios, errors);
  check_experiment({experiment, base, file, groups, scenarios, has_design ? &design : nullptr}, context);
  if (base.sound) check_mechanisms(context, experiment, mechanisms);
  if (errors.empty()) check_late_matches(experiment, scenarios, errors, loaded.notes);
  if (errors.empty() && inputs == Inputs::opened)
    open_inputs(experiment, base, scenarios, design, document.at, errors, loaded.notes);
  errors.raise_if_any();
  keep_written(experiment.briefing, experiment.output.metrics,
               model.read(experiment.base, experiment.keys_in_use)->columns());
  loaded.notes_on_text = loaded.notes.size();
  if (inputs == Inputs::opened)
    for (auto& note : never_reached(experiment)) loaded.notes.push_back(std::move(note));
  return loaded;
}

}  // namespace

}  // namespace streetlight
