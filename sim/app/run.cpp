#include <CLI/CLI.hpp>
#include <memory>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/running/output_name.hpp"
#include "sim/running/run_experiment.hpp"

namespace streetlight {

void add_run(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("run", "Run an experiment: every scenario, design point and replicate");
  auto arguments = std::make_shared<RunArguments>();
  add_options(*command, arguments->experiment);
  add_options(*command, *arguments);
  command->add_option("-o,--output", arguments->output, "Where the result goes (default results/<experiment>.h5)")
      ->type_name("FILE.h5")
      ->check(not_empty);
  add_worlds(*command, arguments->experiment);
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
      ->type_name("FILE")
      ->check(not_empty);
  command->callback([arguments, &exit_code] {
    exit_code = run_experiment([&arguments] { return load(arguments->experiment); }, *arguments);
  });
}

}  // namespace streetlight
