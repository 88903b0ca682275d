#include <CLI/CLI.hpp>
#include <memory>

#include "sim/app/program.hpp"
#include "sim/app/run_work.hpp"
#include "sim/app/standard_output.hpp"
#include "sim/app/subcommands.hpp"

namespace streetlight {

namespace {

int dry_run(const RunArguments& arguments) {
  const Shard shard = arguments.shard.empty() ? Shard{} : Shard::parse(arguments.shard);
  const Experiment experiment = arguments.experiment.load();
  const RunPlan plan = plan_run(experiment, panel_shape(experiment), shard, arguments.threads);
  check_memory(plan);
  const Probe probe = probe_speed(experiment, arguments.threads);
  print(plan_text(experiment, plan, probe, shard));
  return exit_done;
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
  command->add_flag("--resume", arguments->resume,
                    "Go on from an interrupted run, or run what failed in a finished one");
  auto* shard = command
                    ->add_option("--shard", arguments->shard,
                                 "Do only part K of N, for several machines; merge puts them together")
                    ->type_name("K/N");
  command->add_option("--only", arguments->only, "Do a single run, points and replicates counted from 0")
      ->type_name("SCENARIO/POINT/REPLICATE")
      ->excludes(shard);
  command
      ->add_option(
          "--log", arguments->log,
          "Add a line to this file for each run that ends (with mpirun, each further rank to FILE.1, FILE.2, ...)")
      ->type_name("FILE");
  command->add_flag("--dry-run", arguments->dry_run,
                    "Say how many runs, how long, how much memory and disk; run nothing");
  command->add_flag("--quiet", arguments->quiet, "Say nothing but what goes wrong");
  command->callback(
      [arguments, &exit_code] { exit_code = arguments->dry_run ? dry_run(*arguments) : run_job(*arguments); });
}

}  // namespace streetlight
