#include <CLI/CLI.hpp>
#include <memory>

#include "sim/app/experiment_options.hpp"
#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/config/worlds_file.hpp"
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
  command
      ->add_option("--worlds", arguments->worlds,
                   "Run every scenario in each of these worlds (a file that calibrate made, TOML or HDF5)")
      ->type_name("FILE")
      ->check(not_empty);
  auto count = std::make_shared<std::size_t>(0);
  command->add_option("--number-of-worlds", *count, "Only so many of the worlds, spread evenly over the file")
      ->type_name("N")
      ->needs("--worlds")
      ->check(CLI::Range(1u, 1000000u));
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
  command->callback([arguments, count, &exit_code] {
    exit_code = run_experiment(
        [&arguments, &count] {
          return load(arguments->experiment, [&](LoadedExperiment& loaded) {
            if (!arguments->worlds.empty())
              take_worlds(loaded, some_of(read_worlds(arguments->worlds), *count, arguments->worlds),
                          arguments->worlds);
          });
        },
        *arguments);
  });
}

}  // namespace streetlight
