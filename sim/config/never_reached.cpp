#include "sim/config/never_reached.hpp"

#include <algorithm>
#include <map>

#include "sim/config/emit_experiment.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/first_difference.hpp"

namespace streetlight {

namespace {

/// Scenarios times scenarios times points that are looked at; a larger experiment is not searched for equal scenarios.
constexpr std::size_t most_looked_at = 2'000;

std::string run_text(const Experiment& experiment) {
  return "the run has " + std::to_string(experiment.run.months) + " " + experiment.model->time_unit +
         "s, counted from 0";
}

/// Whether the key's own table says that it is in use: programme.start counts where programme.enabled is true.
bool in_use(const std::string& key, const Settings& settings) {
  const auto enabled = settings.find(key.substr(0, key.rfind('.')) + ".enabled");
  const auto* flag = enabled == settings.end() ? nullptr : std::get_if<bool>(&enabled->second);
  return !flag || *flag;
}

void late_starts(const Experiment& experiment, std::vector<std::string>& notes) {
  std::map<std::string, std::string> scenarios;  // what is late -> where
  const auto points = design_points(experiment.design);
  const Settings first_point = points.front();
  for (const Scenario& scenario : experiment.scenarios)
    for (const auto& [from, changed] : resolve_settings(experiment, scenario, first_point)) {
      const Settings settings = all_settings(experiment, changed);
      for (const auto& [key, value] : settings) {
        const auto* month = std::get_if<std::int64_t>(&value);
        if (!month || !key.ends_with(".start") || *month < experiment.run.months || !in_use(key, settings)) continue;
        std::string& where = scenarios[key + " = " + std::to_string(*month)];
        const std::string name = "\"" + scenario.name + "\"";
        if (where.find(name) == std::string::npos) where += (where.empty() ? "" : ", ") + name;
      }
    }
  for (const auto& [what, where] : scenarios)
    notes.push_back(what + " is never reached: " + run_text(experiment) + " (scenario " + where + ")");
}

void pointless_settings(const Experiment& experiment, std::vector<std::string>& notes) {
  const auto points = design_points(experiment.design);
  const Settings first_point = points.front();
  for (const Scenario& scenario : experiment.scenarios)
    for (const auto& [from, changed] : resolve_settings(experiment, scenario, first_point))
      for (auto& note : experiment.model->read(changed, experiment.keys_in_use)->pointless(changed))
        if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
}

void empty_groups(const Experiment& experiment, std::vector<std::string>& notes) {
  const auto points = design_points(experiment.design);
  const Settings first_point = points.front();
  const Settings first = resolve_settings(experiment, experiment.scenarios.front(), first_point).front().second;
  for (auto& note : experiment.model->read(first, experiment.keys_in_use)->empty_groups(experiment.groups))
    notes.push_back(std::move(note));
}

void equal_scenarios(const Experiment& experiment, std::vector<std::string>& notes) {
  const std::size_t count = experiment.scenarios.size();
  if (count * count * design_points(experiment.design).size() > most_looked_at) return;
  const auto same = never_differing(experiment);
  for (std::size_t later = 0; later < count; ++later)
    if (same[later])
      notes.push_back("scenario \"" + experiment.scenarios[later].name + "\" is the same as \"" +
                      experiment.scenarios[*same[later]].name + "\" in every " + experiment.model->time_unit +
                      " of the run: nothing that differs between the two takes effect in it");
}

}  // namespace

std::vector<std::string> never_reached(const Experiment& experiment) {
  std::vector<std::string> notes;
  late_starts(experiment, notes);
  pointless_settings(experiment, notes);
  empty_groups(experiment, notes);
  equal_scenarios(experiment, notes);
  return notes;
}

}  // namespace streetlight
