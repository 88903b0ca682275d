#include "sim/config/mechanism_versions.hpp"

#include <algorithm>

#include "sim/core/check.hpp"
#include "sim/results/panel_choice.hpp"

namespace streetlight {

namespace {

std::vector<std::string> names_of(const std::vector<Mechanism>& mechanisms) {
  std::vector<std::string> names;
  for (const Mechanism& mechanism : mechanisms) names.push_back(mechanism.name);
  return names;
}

DesignParameter switch_of(const std::string& name) {
  return {.key = mechanism_key(name), .values = {Value(false), Value(true)}};
}

/// Whether switching the mechanism off changes any parameter of any scenario in any month.
bool does_anything(const Experiment& experiment, const Mechanism& mechanism) {
  for (const Scenario& scenario : experiment.scenarios) {
    const auto on = resolve(experiment, scenario, {});
    const auto off = resolve(experiment, scenario, {{mechanism_key(mechanism.name), Value(false)}});
    for (std::size_t i = 0; i < on.size(); ++i)
      if (!on[i].parameters->same_as(*off[i].parameters)) return true;
  }
  return false;
}

/// Two mechanisms that set one key to different values have no meaning together.
void check_apart(const std::vector<Mechanism>& mechanisms) {
  for (std::size_t i = 0; i < mechanisms.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      for (const auto& [key, value] : mechanisms[i].off) {
        const auto other = mechanisms[j].off.find(key);
        VALIDATE(other == mechanisms[j].off.end() || other->second == value,
                 "the mechanisms " + mechanisms[j].name + " and " + mechanisms[i].name + " both set " + key +
                     ", to different values, so they cannot be switched off together. Decompose one of them at a time");
      }
}

/// Each version must be one that the model can run.
void check_versions(const Experiment& experiment) {
  for (const Settings point : design_points(experiment.design))
    for (const Scenario& scenario : experiment.scenarios)
      for (const auto& [month, settings] : resolve_settings(experiment, scenario, point)) {
        Complaints complaints;
        experiment.model->read(settings, experiment.keys_in_use)->check(complaints);
        if (complaints.empty()) continue;
        std::string off;
        for (const auto& [key, on] : point)
          if (!std::get<bool>(on)) off += (off.empty() ? "" : ", ") + key.substr(mechanism_key("").size());
        throw InvalidInput("scenario \"" + scenario.name + "\" cannot run with " + off +
                           " switched off: " + complaints.front().key + " " + complaints.front().message);
      }
}

}  // namespace

MechanismVersions mechanism_versions(const Experiment& experiment, const std::vector<std::string>& names,
                                     std::size_t scenario, std::optional<std::size_t> baseline) {
  VALIDATE(
      !experiment.design,
      "the experiment has a [design], and a decomposition takes one setting of the parameters. Take the design out "
      "and set its parameters to the values of one point");
  VALIDATE(!experiment.mechanisms.empty(), "model " + experiment.model->name +
                                               " has no mechanisms of its own. Declare some in the file: [[mechanism]] "
                                               "with a name and off = { KEY = VALUE }");
  MechanismVersions versions{experiment, {}};
  Experiment& derived = versions.experiment;
  derived.scenarios.clear();
  if (baseline) derived.scenarios.push_back(experiment.scenarios[*baseline]);
  derived.scenarios.push_back(experiment.scenarios[scenario]);
  for (const Scenario& each : derived.scenarios) EXPECT(!each.match);  // the scenario that it is to be like is gone

  // Those that do nothing would double the runs for nothing
  std::vector<Mechanism> chosen;
  const std::vector<std::string> everyone{"*"};
  for (const std::size_t index :
       choose(names.empty() ? everyone : names, names_of(experiment.mechanisms), "mechanism")) {
    const Mechanism& mechanism = experiment.mechanisms[index];
    if (does_anything(derived, mechanism))
      chosen.push_back(mechanism);
    else
      versions.inert.push_back(mechanism.name);
  }
  VALIDATE(!chosen.empty(), "there is nothing to switch off: every mechanism asked for does nothing in scenario \"" +
                                experiment.scenarios[scenario].name + "\" as it is");
  VALIDATE(chosen.size() <= most_mechanisms, std::to_string(chosen.size()) + " mechanisms have 2^" +
                                                 std::to_string(chosen.size()) + " combinations; at most " +
                                                 std::to_string(most_mechanisms) +
                                                 " can be switched at a time. Choose some with --mechanism");
  check_apart(chosen);
  derived.design = Design{};
  for (const Mechanism& mechanism : chosen) derived.design->parameters.push_back(switch_of(mechanism.name));
  check_versions(derived);
  return versions;
}

std::vector<std::string> switched_mechanisms(const Experiment& experiment) {
  if (!experiment.design || experiment.design->kind != DesignKind::grid) return {};
  const auto known = names_of(experiment.mechanisms);
  std::vector<std::string> names;
  for (const DesignParameter& parameter : experiment.design->parameters) {
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const std::string& name) { return mechanism_key(name) == parameter.key; });
    if (found == known.end() || parameter.values != switch_of(*found).values) return {};
    names.push_back(*found);
  }
  return names;
}

std::string mechanisms_text(const Experiment& experiment) {
  std::string text;
  for (const Mechanism& mechanism : experiment.mechanisms) {
    text += mechanism.name + "\n";
    if (!mechanism.meaning.empty()) text += "  " + mechanism.meaning + "\n";
    for (const auto& [key, value] : mechanism.off) text += "    off: " + key + " = " + to_text(value) + "\n";
  }
  return text.empty() ? "model " + experiment.model->name + " has no mechanisms of its own\n" : text;
}

}  // namespace streetlight
