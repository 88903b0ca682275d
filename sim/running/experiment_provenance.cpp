#include "sim/running/experiment_provenance.hpp"

#include "sim/config/emit_experiment.hpp"
#include "sim/config/reference.hpp"
#include "sim/running/version.hpp"

namespace streetlight {

Provenance provenance_of(const Experiment& experiment) {
  Provenance provenance;
  provenance.program_version = program_version();
  provenance.commit = program_commit();
  provenance.config_text_resolved = to_toml(experiment);
  provenance.title = experiment.title;
  for (std::size_t i = 0; i < experiment.scenarios.size(); ++i)
    provenance.scenario_toml.push_back(scenario_toml(experiment, i));
  const auto table = experiment.model->table(experiment.keys_in_use);
  for (const Parameter& parameter : table->parameters())
    provenance.parameters.push_back({.key = parameter.doc.key,
                                     .unit = parameter.doc.unit,
                                     .default_value = default_text(parameter),
                                     .grade = std::string(to_text(parameter.doc.grade)),
                                     .source = parameter.doc.source,
                                     .meaning = parameter.doc.sentence});
  for (const auto& [path, digest] : experiment.inputs.known()) provenance.inputs.push_back({path, digest});
  const auto points = design_points(experiment.design);
  for (const Scenario& scenario : experiment.scenarios)
    for (std::size_t p = 0; scenario.match && p < points.size(); ++p)
      if (const auto found = scenario.match->found.find(points[p]); found != scenario.match->found.end())
        provenance.matches.push_back({scenario.name, scenario.match->scenario, scenario.match->column,
                                      scenario.match->by, static_cast<std::int64_t>(p), found->second.value,
                                      found->second.wanted, found->second.got, found->second.tolerated});
  provenance.seed = experiment.run.seed;
  provenance.model = experiment.model->name;
  return provenance;
}

}  // namespace streetlight
