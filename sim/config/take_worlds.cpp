// Worlds as the design of an experiment.
#include <array>
#include <memory>
#include <numeric>

#include "sim/config/located_settings.hpp"
#include "sim/config/never_reached.hpp"
#include "sim/config/worlds_file.hpp"

namespace streetlight {

WorldsFile some_of(const WorldsFile& file, std::size_t count, const std::string& input) {
  WorldsFile some = file;
  const std::size_t all = file.worlds.size();
  VALIDATE(count <= all, input + ": holds " + std::to_string(all) + " worlds, fewer than the " + std::to_string(count) +
                             " asked for.");
  if (count == 0) return some;
  some.worlds.clear();
  some.worlds_at.clear();
  for (std::size_t k = 0; k < count; ++k) {
    some.worlds.push_back(file.worlds[k * all / count]);
    some.worlds_at.push_back(file.worlds_at[k * all / count]);
  }
  return some;
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

void take_worlds(LoadedExperiment& loaded, const WorldsFile& file, const std::string& input) {
  Experiment& experiment = loaded.experiment;
  Diagnostics errors;
  const Position at{input};
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
      errors.add(file.priors_at[j], unknown_key_message(key, tables));
      continue;
    }
    for (std::size_t w = 0; w < file.worlds.size(); ++w)
      if (const auto objection = parameter->objection(file.worlds[w].values[j]))
        errors.add(file.worlds_at[w], key + " " + *objection);
    if (const auto set = loaded.from_command_line.find(key); set != loaded.from_command_line.end())
      errors.add(set->second, key + " is varied by the worlds, which hide this value");
    for (const Scenario& scenario : experiment.scenarios) {
      // One that begins later leaves the months before it to the worlds
      const Month first_month = -experiment.run.spin_up;
      if (scenario.match && scenario.match->by == key && scenario.match->from.value_or(first_month) <= first_month)
        errors.add(file.priors_at[j], "the match of the scenario \"" + scenario.name + "\" looks for " + key +
                                          ", which would hide the worlds' values: let it look for another parameter, "
                                          "or begin later (match.from)");
      bool hides = scenario.set.contains(key);
      for (const auto& entry : scenario.timeline) hides = hides || entry.set.contains(key);
      if (hides)
        errors.add(file.priors_at[j],
                   "the scenario \"" + scenario.name + "\" sets " + key +
                       ", which would hide the worlds' values: let it say { times = X } or { plus = X }");
    }
  }
  errors.raise_if_any();
  experiment.design = design_of(file);
  if (const auto objection = objection_to_weights(experiment.design->weights); !objection.empty())
    errors.add(at, "weights of the " + std::to_string(file.worlds.size()) + " worlds asked for " + objection);
  errors.raise_if_any();
  std::vector<std::size_t> all(file.worlds.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (const auto& [scenario, key, message] : relative_problems(experiment, all))
    errors.add(at, "the scenario \"" + experiment.scenarios[scenario].name + "\" cannot be run in every world: " + key +
                       " " + message);
  errors.raise_if_any();
  loaded.notes.resize(loaded.notes_on_text);
  for (auto& note : never_reached(experiment)) loaded.notes.push_back(std::move(note));
}

}  // namespace streetlight
