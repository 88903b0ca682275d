#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <mutex>

#include "sim/app/emit_experiment.hpp"
#include "sim/app/experiment_options.hpp"
#include "sim/app/output_path.hpp"
#include "sim/app/program.hpp"
#include "sim/app/progress_report.hpp"
#include "sim/app/reference.hpp"
#include "sim/app/run_plan.hpp"
#include "sim/app/stop_signal.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/app/version.hpp"
#include "sim/core/check.hpp"
#include "sim/io/panel_writer.hpp"

namespace streetlight {

namespace {

/// Failures told in full: an experiment of thousands of runs may fail in all of them.
constexpr std::size_t most_failures_told = 10;

struct RunArguments {
  ExperimentOptions experiment;
  std::string output;
  std::string shard;
  std::string only;
  unsigned threads = 0;
  bool resume = false;
  bool dry_run = false;
  bool quiet = false;
};

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
  provenance.seed = experiment.run.seed;
  provenance.model = experiment.model->name;
  return provenance;
}

/// A run by name: SCENARIO/POINT/REPLICATE, the last two counted from 0.
std::string run_name(const RunKey& key, const Experiment& experiment) {
  return experiment.scenarios[key.scenario].name + "/" + std::to_string(key.point) + "/" +
         std::to_string(key.replicate);
}

RunKey run_of_name(const std::string& name, const Experiment& experiment, const PanelShape& shape) {
  for (std::uint32_t scenario = 0; scenario < experiment.scenarios.size(); ++scenario) {
    const auto& stem = experiment.scenarios[scenario].name;
    if (!name.starts_with(stem + "/")) continue;
    unsigned point = 0, replicate = 0;
    int length = 0;
    const std::string rest = name.substr(stem.size());
    if (std::sscanf(rest.c_str(), "/%9u/%9u%n", &point, &replicate, &length) == 2 &&
        static_cast<std::size_t>(length) == rest.size() && point < shape.points && replicate < shape.replicates)
      return {scenario, point, replicate};
  }
  throw InvalidInput("--only " + name + ": must be SCENARIO/POINT/REPLICATE of this experiment, as in \"" +
                     run_name({0, 0, 0}, experiment) + "\"; points and replicates count from 0");
}

std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// The command that makes one run again.
std::string command_for(const RunArguments& arguments, const std::string& run) {
  std::string command = "streetlight run " + shell_quoted(arguments.experiment.file);
  for (const auto& set : arguments.experiment.set) command += " --set " + shell_quoted(set);
  if (!arguments.experiment.replicates.empty()) command += " --replicates " + arguments.experiment.replicates;
  if (!arguments.experiment.seed.empty()) command += " --seed " + arguments.experiment.seed;
  return command + " --only " + shell_quoted(run) + " -o one-run.h5";
}

int dry_run(const Experiment& experiment, const PanelShape& shape, const Shard& shard, const RunArguments& arguments) {
  const RunPlan plan = plan_run(experiment, shape, shard, arguments.threads);
  check_memory(plan);
  const Probe probe = probe_speed(experiment, arguments.threads);
  std::fputs(plan_text(experiment, plan, probe, shard).c_str(), stdout);
  return exit_done;
}

/// Says how it went and what to do next.
int conclude(const ExecuteSummary& summary, std::size_t stored, std::size_t wanted, const std::filesystem::path& output,
             const Experiment& experiment, const RunArguments& arguments) {
  if (summary.stopped) {
    std::fprintf(stderr, "Stopped: %zu of %zu runs are kept in %s; the same command with --resume goes on.\n", stored,
                 wanted, aside_path(output).c_str());
    return exit_stopped;
  }
  if (summary.runs_failed)
    std::fprintf(stderr, "%zu of %zu runs failed (see above) and are marked as missing in %s.\n", summary.runs_failed,
                 wanted, output.c_str());
  if (!arguments.quiet && summary.runs_failed < wanted) {
    std::printf("%s: %zu runs. ", output.c_str(), wanted - summary.runs_failed);
    if (experiment.scenarios.size() > 1)
      std::printf("Next: streetlight compare %s --baseline %s\n", shell_quoted(output.string()).c_str(),
                  shell_quoted(experiment.scenarios.front().name).c_str());
    else
      std::printf("Next: streetlight info %s\n", shell_quoted(output.string()).c_str());
  }
  return summary.runs_failed ? exit_failed : exit_done;
}

int run(const RunArguments& arguments) {
  // Everything that can be refused is refused before anything is computed or written.
  const Shard shard = arguments.shard.empty() ? Shard{} : Shard::parse(arguments.shard);
  const Experiment experiment = arguments.experiment.load();
  const PanelShape shape = panel_shape(experiment);
  if (arguments.dry_run) return dry_run(experiment, shape, shard, arguments);
  const RunPlan plan = plan_run(experiment, shape, shard, arguments.threads);
  check_memory(plan);
  VALIDATE(plan.runs > 0, "--shard " + arguments.shard +
                              ": there are fewer replicates and points than shards, so nothing is left for this one");
  const bool has_only = !arguments.only.empty();
  const RunKey only = has_only ? run_of_name(arguments.only, experiment, shape) : RunKey{};

  std::filesystem::path output = arguments.output;
  if (output.empty()) {
    output = default_output(arguments.experiment.file, shard.suffix());
    std::filesystem::create_directories(output.parent_path());
  }
  check_output_path(output);
  PanelWriter writer(output, shape, provenance_of(experiment), arguments.resume ? Start::resume : Start::fresh);

  std::signal(SIGPIPE, SIG_IGN);  // a reader of our progress that goes away must not end the work
  const StopSignal stop_signal;
  ProgressReport report(stderr, step_unit(*experiment.model), arguments.quiet);
  ExecuteOptions options;
  options.threads = arguments.threads;
  options.stop = &StopSignal::flag();
  const auto chosen = [&](const RunKey& key) { return has_only ? key == only : shard.holds(key, shape.replicates); };
  options.wanted = [&](RunKey key) { return chosen(key) && !writer.already_done(key); };
  const std::size_t wanted = has_only ? 1 : plan.runs;
  const std::size_t kept = writer.runs_done();
  if (kept && !arguments.quiet) std::fprintf(stderr, "Going on: %zu of %zu runs are done.\n", kept, wanted);
  options.on_progress = [&](const Progress& progress) { report.show(progress); };
  std::mutex telling;
  std::size_t told = 0;
  options.on_failure = [&](const RunFailure& failure) {
    const std::lock_guard lock(telling);
    report.clear();
    if (++told == most_failures_told + 1) std::fprintf(stderr, "More runs fail; they are counted, not told.\n");
    if (told > most_failures_told) return;
    const auto name = run_name(failure.key, experiment);
    std::fprintf(stderr, "run %s failed (seed %llu): %s\n  again: %s\n", name.c_str(),
                 static_cast<unsigned long long>(experiment.run.seed), failure.message.c_str(),
                 command_for(arguments, name).c_str());
  };

  const ExecuteSummary summary = execute(experiment, writer, options);
  report.clear();
  if (!summary.stopped) writer.finish();
  return conclude(summary, writer.runs_done(), wanted, output, experiment, arguments);
}

}  // namespace

void add_run(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("run", "Run an experiment: every scenario, design point and replicate");
  auto arguments = std::make_shared<RunArguments>();
  arguments->experiment.add_to(*command);
  command->add_option("-o,--output", arguments->output, "Where the result goes (default results/<experiment>.h5)")
      ->type_name("FILE.h5");
  command
      ->add_option("--threads", arguments->threads,
                   "Threads to use (default: one a core); the results are the same for any number")
      ->type_name("N")
      ->check(CLI::Range(1u, 4096u));
  command->add_flag("--resume", arguments->resume, "Go on from an interrupted run");
  auto* shard = command
                    ->add_option("--shard", arguments->shard,
                                 "Do only part K of N, for several machines; merge puts them together")
                    ->type_name("K/N");
  command->add_option("--only", arguments->only, "Do a single run, points and replicates counted from 0")
      ->type_name("SCENARIO/POINT/REPLICATE")
      ->excludes(shard);
  command->add_flag("--dry-run", arguments->dry_run,
                    "Say how many runs, how long, how much memory and disk; run nothing");
  command->add_flag("--quiet", arguments->quiet, "Say nothing but what goes wrong");
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace streetlight
