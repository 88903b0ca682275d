#include "sim/app/run_job.hpp"

#include "sim/app/emit_experiment.hpp"
#include "sim/app/output_path.hpp"
#include "sim/app/reference.hpp"
#include "sim/app/run_name.hpp"
#include "sim/app/version.hpp"
#include "sim/core/check.hpp"

namespace streetlight {

Job prepare(const std::function<Experiment()>& load, const RunArguments& arguments) {
  Job job{arguments};
  if (!arguments.shard.empty()) job.shard = Shard::parse(arguments.shard);
  job.experiment = load();
  job.shape = panel_shape(job.experiment);
  const RunPlan plan = plan_run(job.experiment, job.shape, job.shard, arguments.threads);
  check_memory(plan);
  VALIDATE(plan.runs > 0, "--shard " + arguments.shard +
                              ": there are fewer replicates and points than shards, so nothing is left for this one");
  if (!arguments.only.empty()) job.only = run_of_name(arguments.only, job.shape);
  job.wanted = job.only ? 1 : plan.runs;
  job.output = arguments.output;
  if (job.output.empty()) {
    job.output = default_output(arguments.experiment.file, job.shard.suffix());
    std::filesystem::create_directories(job.output.parent_path());
  }
  check_output_path(job.output);
  return job;
}

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
  provenance.seed = experiment.run.seed;
  provenance.model = experiment.model->name;
  return provenance;
}

/// The command that makes one run again.
std::string command_for(const RunArguments& arguments, const std::string& run) {
  std::string command = "streetlight run " + shell_quoted(arguments.experiment.file);
  for (const auto& set : arguments.experiment.set) command += " --set " + shell_quoted(set);
  if (!arguments.experiment.replicates.empty()) command += " --replicates " + arguments.experiment.replicates;
  if (!arguments.experiment.seed.empty()) command += " --seed " + arguments.experiment.seed;
  return command + " --only " + shell_quoted(run) + " -o one-run.h5";
}

}  // namespace streetlight
