#include "sim/config/worlds_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>

#include "sim/config/placed_settings.hpp"
#include "sim/core/format.hpp"
#include "sim/io/toml_document.hpp"
#include "sim/io/toml_writer.hpp"
#include "sim/io/worlds_store.hpp"

namespace streetlight {

namespace {

constexpr std::int64_t worlds_schema = 1;

std::string word_of(PriorScale scale) {
  return scale == PriorScale::linear ? "linear" : scale == PriorScale::log ? "log" : "logit";
}

std::string numbers(const std::vector<double>& row) {
  std::string text = "[";
  for (std::size_t k = 0; k < row.size(); ++k) text += (k ? ", " : "") + shortest(row[k]);
  return text + "]";
}

template <class Number>
std::string rows(const std::string& key, const std::vector<World>& worlds, Number number) {
  std::string text = key + " = [\n";
  for (const World& world : worlds) text += "  " + number(world) + ",\n";
  return text + "]\n";
}

ParameterDoc world_doc(std::string key, std::string sentence) {
  return {.key = std::move(key), .grade = Grade::choice, .source = "the worlds file", .sentence = std::move(sentence)};
}

class WorldsReader {
 public:
  explicit WorldsReader(TomlDocument document) : document_(std::move(document)) {}

  WorldsFile read() {
    std::int64_t schema = 0, checked = 0, runs = 0;
    ParameterTable own;
    own.add(world_doc("schema", "Layout of the worlds file."), schema);
    own.add(world_doc("title", "What was calibrated."), file_.title);
    own.add(world_doc("model", "The model whose parameters they are."), file_.model);
    own.add(world_doc("made_by", "The command that made the file."), file_.made_by);
    own.add(world_doc("reason", "Why the waves ended."), file_.reason);
    own.add(world_doc("checked", "Candidates held against the targets."), checked);
    own.add(world_doc("runs", "Points simulated in all."), runs);
    const std::array tables{&own};
    PlacedSettings given;
    for (const auto& entry : document_.entries())
      if (!is_list(entry.key)) accept(tables, entry.key, entry.key_at, entry.value, given, errors_);
    own.assign(given.values);
    if (schema != worlds_schema)
      errors_.add(document_.find("schema") ? document_.find("schema")->value.at : document_.at,
                  "schema must be 1: this is no file of worlds that this program reads");
    file_.checked = static_cast<std::size_t>(std::max<std::int64_t>(0, checked));
    file_.runs = static_cast<std::size_t>(std::max<std::int64_t>(0, runs));
    read_tables();
    if (errors_.empty()) read_worlds();
    errors_.raise_if_any();
    return std::move(file_);
  }

 private:
  static bool is_list(const std::string& key) {
    return key == "values" || key == "weights" || key == "seeds" || key == "got";
  }

  void read_tables() {
    for (const auto& array : document_.arrays())
      for (const auto& table : array.tables) {
        if (array.key == "parameter")
          read_parameter(table);
        else if (array.key == "target")
          read_target(table);
        else
          errors_.add(array.at, "unknown list of tables [[" + array.key +
                                    "]]; a file of worlds has [[parameter]] and [[target]]");
      }
    if (file_.priors.empty()) errors_.add(document_.at, "a file of worlds needs [[parameter]] with key and range");
  }

  PlacedSettings take(const TomlDocument& table, ParameterTable& own) {
    const std::array tables{static_cast<const ParameterTable*>(&own)};
    PlacedSettings given;
    for (const auto& entry : table.entries()) accept(tables, entry.key, entry.key_at, entry.value, given, errors_);
    own.assign(given.values);
    return given;
  }

  void read_parameter(const TomlDocument& table) {
    Prior prior;
    std::vector<double> range;
    ParameterTable own;
    own.add(world_doc("key", "The parameter."), prior.key);
    own.add(world_doc("range", "Its prior."), range);
    own.add_choice(world_doc("scale", "The prior's scale."), prior.scale,
                   {{"linear", PriorScale::linear}, {"log", PriorScale::log}, {"logit", PriorScale::logit}});
    take(table, own);
    if (prior.key.empty() || range.size() != 2) {
      errors_.add(table.at, "a parameter of worlds needs key = \"...\" and range = [LOW, HIGH]");
      return;
    }
    prior.low = range[0];
    prior.high = range[1];
    file_.priors.push_back(std::move(prior));
  }

  void read_target(const TomlDocument& table) {
    TargetGoal goal;
    std::vector<double> range;
    ParameterTable own;
    own.add(world_doc("name", "The target."), goal.name);
    own.add(world_doc("published", "The published figure."), goal.published);
    own.add(world_doc("range", "Its tolerance."), range);
    own.add(world_doc("discrepancy", "By how much the model may be off."), goal.discrepancy);
    own.add(world_doc("held_out", "Whether it was not fitted."), goal.held_out);
    take(table, own);
    if (range.size() != 2) {
      errors_.add(table.at, "a target of worlds needs range = [LOW, HIGH]");
      return;
    }
    goal.low = range[0];
    goal.high = range[1];
    file_.goals.push_back(std::move(goal));
  }

  /// The rows of a list of lists of numbers.
  std::vector<std::vector<double>> matrix(const char* key, std::size_t width) {
    std::vector<std::vector<double>> result;
    const TomlEntry* entry = document_.find(key);
    if (!entry) {
      errors_.add(document_.at, std::string("a file of worlds needs ") + key + " = [[...], ...]: a row a world");
      return result;
    }
    for (const auto& item : entry->value.items) {
      const auto* row = std::get_if<std::vector<double>>(&item.value);
      if (!row || row->size() != width)
        errors_.add(item.at, std::string("each row of ") + key + " must have " + std::to_string(width) + " numbers");
      else
        result.push_back(*row);
    }
    return result;
  }

  void read_worlds() {
    const auto values = matrix("values", file_.priors.size());
    const auto got = matrix("got", file_.goals.size());
    const auto* weights = document_.find("weights");
    const auto* seeds = document_.find("seeds");
    if (!errors_.empty()) return;
    if (values.empty()) return errors_.add(document_.at, "there is no world in it");
    const auto same = [&](const TomlEntry* entry) { return entry && entry->value.items.size() == values.size(); };
    if (got.size() != values.size() || !same(weights) || !same(seeds))
      return errors_.add(document_.at, "values, got, weights and seeds must have a row for each world: " +
                                           std::to_string(values.size()));
    for (std::size_t w = 0; w < values.size(); ++w) {
      const TomlValue &weight = weights->value.items[w], &seed = seeds->value.items[w];
      const auto* whole_weight = std::get_if<std::int64_t>(&weight.value);
      const auto* real_weight = std::get_if<double>(&weight.value);
      const double share = whole_weight ? static_cast<double>(*whole_weight) : real_weight ? *real_weight : -1;
      if (!(share >= 0 && std::isfinite(share))) errors_.add(weight.at, "a weight must be a number, 0 or above");
      const auto* number = std::get_if<std::int64_t>(&seed.value);
      if (!number || *number < 0) errors_.add(seed.at, "a seed must be a whole number, 0 or above");
      if (errors_.empty()) file_.worlds.push_back({values[w], share, got[w], static_cast<std::uint64_t>(*number)});
    }
  }

  TomlDocument document_;
  Diagnostics errors_;
  WorldsFile file_;
};

}  // namespace

std::string worlds_text(const WorldsFile& file) {
  std::string text =
      "# Worlds: sets of values that reproduce the published figures. Each row of `values` is one; `got` is what\n"
      "# it gave for each target when it was run with its seed. Made by a command, not by hand.\n\n";
  text += "schema = 1\ntitle = " + toml_value(file.title) + "\nmodel = " + toml_value(file.model) +
          "\nmade_by = " + toml_value(file.made_by) + "\nreason = " + toml_value(file.reason) +
          "\nchecked = " + std::to_string(file.checked) + "\nruns = " + std::to_string(file.runs) + "\n\n";
  text += rows("values", file.worlds, [](const World& world) { return numbers(world.values); });
  text += rows("got", file.worlds, [](const World& world) { return numbers(world.got); });
  text += rows("weights", file.worlds, [](const World& world) { return shortest(world.weight); });
  text += rows("seeds", file.worlds, [](const World& world) { return std::to_string(world.seed); });
  for (const Prior& prior : file.priors)
    text += "\n[[parameter]]\nkey = " + toml_value(prior.key) + "\nrange = " + numbers({prior.low, prior.high}) +
            "\nscale = " + toml_value(word_of(prior.scale)) + "\n";
  for (const TargetGoal& goal : file.goals)
    text += "\n[[target]]\nname = " + toml_value(goal.name) + "\npublished = " + shortest(goal.published) +
            "\nrange = " + numbers({goal.low, goal.high}) + "\ndiscrepancy = " + shortest(goal.discrepancy) +
            (goal.held_out ? "\nheld_out = true\n" : "\n");
  return text;
}

WorldsFile parse_worlds(const std::string& text, const std::string& place) {
  return WorldsReader(parse_toml(text, place)).read();
}

WorldsFile read_worlds(const std::filesystem::path& path) {
  if (is_worlds_store(path)) return parse_worlds(read_worlds_store(path), path.string());
  return WorldsReader(read_toml(path)).read();
}

Design design_of(const WorldsFile& file) {
  Design design;
  design.kind = DesignKind::list;
  for (std::size_t j = 0; j < file.priors.size(); ++j) {
    auto& parameter = design.parameters.emplace_back();
    parameter.key = file.priors[j].key;
    for (const World& world : file.worlds) parameter.values.emplace_back(world.values[j]);
  }
  for (const World& world : file.worlds) design.weights.push_back(world.weight);
  return design;
}

void take_worlds(Experiment& experiment, const WorldsFile& file, const std::string& place) {
  Diagnostics errors;
  const Position at{place};
  if (experiment.design)
    errors.add(at, "the experiment has a design of its own, and worlds are one: run an experiment without [design]");
  if (!file.model.empty() && file.model != experiment.model->name)
    errors.add(at,
               "these are worlds of the model " + file.model + ", and the experiment runs " + experiment.model->name);
  errors.raise_if_any();
  const auto table = experiment.model->table(experiment.keys_in_use);
  const std::array tables{static_cast<const ParameterTable*>(table.get())};
  for (std::size_t j = 0; j < file.priors.size(); ++j) {
    const std::string& key = file.priors[j].key;
    const Parameter* parameter = table->find(key);
    if (!parameter) {
      errors.add(at, unknown_key_message(key, tables));
      continue;
    }
    for (const World& world : file.worlds)
      if (const auto objection = parameter->objection(world.values[j])) errors.add(at, key + " " + *objection);
    for (const Scenario& scenario : experiment.scenarios) {
      bool hides = scenario.set.contains(key);
      for (const auto& entry : scenario.timeline) hides = hides || entry.set.contains(key);
      if (hides)
        errors.add(at, "the scenario \"" + scenario.name + "\" sets " + key +
                           ", which would hide the worlds' values: let it say { times = X } or { plus = X }");
    }
  }
  errors.raise_if_any();
  experiment.design = design_of(file);
  std::vector<std::size_t> all(file.worlds.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  if (const auto problem = relative_problem(experiment, all)) {
    errors.add(at, "the scenario \"" + experiment.scenarios[problem->scenario].name +
                       "\" cannot be run in every world: " + problem->key + " " + problem->message);
    errors.raise_if_any();
  }
}

}  // namespace streetlight
