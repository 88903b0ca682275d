#include "sim/app/experiment_options.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "sim/app/program.hpp"
#include "sim/config/worlds_file.hpp"
#include "sim/io/unicode.hpp"
#include "sim/running/ranks.hpp"

namespace streetlight {

void add_options(CLI::App& subcommand, ExperimentWords& words) {
  subcommand.add_option("EXPERIMENT.toml", words.file, "The experiment file")->required();
  add_settings(subcommand, words);
}

void add_settings(CLI::App& subcommand, ExperimentWords& words) {
  subcommand
      .add_option("--set", words.set, "Set a key over the file, as in --set casework.capacity=2 (may be repeated)")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  subcommand.add_option("--replicates", words.replicates, "Runs of each scenario (over run.replicates)")
      ->type_name("N");
  subcommand.add_option("--seed", words.seed, "Where the random draws start (over run.seed)")->type_name("N");
}

void add_worlds(CLI::App& subcommand, ExperimentWords& words) {
  auto* worlds =
      subcommand
          .add_option("--worlds", words.worlds,
                      "Run every scenario in each of these worlds (a file that calibrate made, TOML or HDF5)")
          ->type_name("FILE")
          ->check(not_empty);
  subcommand
      .add_option("--number-of-worlds", words.number_of_worlds,
                  "Only so many of the worlds, spread evenly over the file")
      ->type_name("N")
      ->needs(worlds)
      ->check(CLI::Range(1u, 1000000u));
}

Experiment load(const ExperimentWords& words) {
  std::vector<CommandLineSetting> settings;
  for (const auto& text : words.set) settings.push_back({text, "--set " + text});
  if (!words.replicates.empty())
    settings.push_back({"run.replicates=" + words.replicates, "--replicates " + words.replicates});
  if (!words.seed.empty()) settings.push_back({"run.seed=" + words.seed, "--seed " + words.seed});
  auto loaded = load_experiment(words.file, settings);
  if (!words.worlds.empty())
    take_worlds(loaded, some_of(read_worlds(words.worlds), words.number_of_worlds, words.worlds), words.worlds);
  if (launched_rank() == 0)
    for (const auto& note : loaded.notes) std::fprintf(stderr, "note: %s\n", printable(note).c_str());
  return std::move(loaded.experiment);
}

void add_options(CLI::App& subcommand, RunArguments& arguments) {
  subcommand
      .add_option(
          "--threads", arguments.threads,
          "Threads to use (default: one for each processor that it may use); the results are the same for any number")
      ->type_name("N")
      ->check(CLI::Range(1u, 4096u));
  subcommand.add_flag("--resume", arguments.resume,
                      "Go on from an interrupted run, or run what failed in a finished one");
  subcommand.add_flag("--dry-run", arguments.dry_run,
                      "Say how many runs, how long, how much memory and disk; run nothing");
  subcommand.add_flag("--quiet", arguments.quiet, "Print only what goes wrong");
  subcommand.add_flag(
      "--replace", arguments.replace,
      "Replace another experiment's result where no -o names the output (with -o it is replaced, with a note)");
}

void add_formula_guard(CLI::App& command, bool& guard) {
  command.add_flag("--guard-formulas", guard,
                   "In CSV, put an apostrophe before texts that a spreadsheet would take for a formula (= + - @)");
}

}  // namespace streetlight
