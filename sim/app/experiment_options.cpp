#include "sim/app/experiment_options.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "sim/io/unicode.hpp"

namespace streetlight {

void ExperimentOptions::add_to(CLI::App& subcommand) {
  subcommand.add_option("EXPERIMENT.toml", file, "The experiment file")->required();
  add_settings_to(subcommand);
}

void ExperimentOptions::add_settings_to(CLI::App& subcommand) {
  subcommand.add_option("--set", set, "Set a key over the file, as in --set casework.capacity=2 (may be repeated)")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  subcommand.add_option("--replicates", replicates, "Runs of each scenario (over run.replicates)")->type_name("N");
  subcommand.add_option("--seed", seed, "Where the random draws start (over run.seed)")->type_name("N");
}

Experiment ExperimentOptions::load() const {
  std::vector<CommandLineSetting> settings;
  for (const auto& text : set) settings.push_back({text, "--set " + text});
  if (!replicates.empty()) settings.push_back({"run.replicates=" + replicates, "--replicates " + replicates});
  if (!seed.empty()) settings.push_back({"run.seed=" + seed, "--seed " + seed});
  auto loaded = load_experiment(file, settings);
  for (const auto& note : loaded.notes) std::fprintf(stderr, "note: %s\n", printable(note).c_str());
  return std::move(loaded.experiment);
}

}  // namespace streetlight
