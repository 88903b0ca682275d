#include "sim/running/run_job.hpp"

#include "sim/core/check.hpp"
#include "sim/running/output_path.hpp"
#include "sim/running/run_name.hpp"

namespace streetlight {

std::vector<std::string> ExperimentWords::options() const {
  std::vector<std::string> words;
  for (const auto& one : set) words.insert(words.end(), {"--set", one});
  if (!worlds.empty()) words.insert(words.end(), {"--worlds", worlds});
  if (number_of_worlds > 0) words.insert(words.end(), {"--number-of-worlds", std::to_string(number_of_worlds)});
  if (!replicates.empty()) words.insert(words.end(), {"--replicates", replicates});
  if (!seed.empty()) words.insert(words.end(), {"--seed", seed});
  return words;
}

Earlier Job::earlier() const {
  if (arguments.output.empty() && !arguments.replace) return Earlier::refuse;
  return arguments.quiet ? Earlier::replace : Earlier::tell;
}

std::filesystem::path output_of(const RunArguments& arguments, const Shard& shard) {
  if (!arguments.output.empty()) return arguments.output;
  return default_output(arguments.experiment.file, arguments.default_suffix + shard.suffix());
}

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
  job.output = output_of(arguments, job.shard);
  if (arguments.output.empty()) make_folder_of(job.output);
  check_output_path(job.output);
  return job;
}

/// The command that makes one run again.
std::string command_for(const RunArguments& arguments, const std::string& run) {
  std::string command = "streetlight run " + shell_quoted(arguments.experiment.file);
  const auto options = arguments.experiment.options();
  for (std::size_t i = 0; i < options.size(); i += 2) command += " " + options[i] + " " + shell_quoted(options[i + 1]);
  return command + " --only " + shell_quoted(run) + " -o one-run.h5";
}

}  // namespace streetlight
