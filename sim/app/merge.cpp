#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/core/check.hpp"
#include "sim/core/run_index.hpp"
#include "sim/io/panel_identity.hpp"
#include "sim/io/panel_store.hpp"
#include "sim/io/panel_writer.hpp"
#include "sim/io/unicode.hpp"
#include "sim/running/earlier_result.hpp"
#include "sim/running/output_name.hpp"
#include "sim/running/output_path.hpp"
#include "sim/running/run_name.hpp"
#include "sim/running/stop_signal.hpp"

namespace streetlight {

namespace {

namespace fs = std::filesystem;

struct MergeArguments {
  std::vector<std::string> shards;
  std::string output;
  bool incomplete = false;
  bool quiet = false;
};

/// What the shards are parts of, and which runs none of them holds.
struct Whole {
  PanelShape shape;
  Provenance provenance;
  std::size_t runs = 0;
  std::vector<RunKey> missing;
};

/// Looks at every shard, one at a time. Throws InvalidInput when they do not belong together or hold a run twice.
Whole survey(const std::vector<std::string>& shards) {
  Whole whole;
  std::string identity;
  constexpr std::uint32_t nobody = 0xffffffff;
  std::vector<std::uint32_t> holder;  // of each run, the index of its shard
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<RunKey>> twice;
  for (std::uint32_t i = 0; i < shards.size(); ++i) {
    const PanelStore shard(shards[i]);
    const std::string own = panel_identity(shard.shape(), shard.provenance());
    if (i == 0) {
      identity = own;
      whole.shape = shard.shape();
      whole.provenance = shard.provenance();
      whole.runs = whole.shape.runs();
      holder.assign(whole.runs, nobody);
    }
    VALIDATE(own == identity, shards[i] + ": is not a shard of the same experiment as " + shards[0] + " (there: " +
                                  shards[0] + ", here: " + shards[i] + "):\n" + identity_difference(identity, own) +
                                  "Shards are merged when one program ran them from one experiment.");
    for (const RunKey& run : shard.runs()) {
      std::uint32_t& first = holder[run_index(whole.shape, run)];
      if (first != nobody) twice[{first, i}].push_back(run);
      first = i;
    }
  }

  std::string message;
  for (const auto& [pair, runs] : twice)
    message += std::to_string(runs.size()) + (runs.size() == 1 ? " run is in both " : " runs are in both ") +
               shards[pair.first] + " and " + shards[pair.second] + ":\n" + run_list(runs, whole.shape.scenarios);
  VALIDATE(message.empty(), message + "Each run must come from one shard: leave out the file that is not needed.");

  for (std::uint32_t scenario = 0; scenario < whole.shape.scenarios.size(); ++scenario)
    for (std::uint32_t point = 0; point < whole.shape.points; ++point)
      for (std::uint32_t replicate = 0; replicate < whole.shape.replicates; ++replicate) {
        const RunKey run{scenario, point, replicate};
        if (holder[run_index(whole.shape, run)] == nobody) whole.missing.push_back(run);
      }
  return whole;
}

int merge(const MergeArguments& arguments) {
  for (const auto& shard : arguments.shards) {
    std::error_code ignored;
    VALIDATE(!fs::equivalent(shard, arguments.output, ignored),
             arguments.output + ": is one of the shards. Give the whole a name of its own with -o.");
  }
  check_output_path(arguments.output);
  const Whole whole = survey(arguments.shards);
  if (!whole.missing.empty()) {
    std::fprintf(stderr, "%zu of %zu runs are in none of the shards:\n%s", whole.missing.size(), whole.runs,
                 printable(run_list(whole.missing, whole.shape.scenarios)).c_str());
    if (!arguments.incomplete) {
      std::fprintf(
          stderr,
          "Nothing was written. Give the shards that hold them, finish those that were stopped or in which runs "
          "failed (the same `streetlight run` with --resume), or merge without them: --incomplete.\n");
      return exit_failed;
    }
  }

  const std::set<RunKey> missing(whole.missing.begin(), whole.missing.end());
  check_earlier_result(
      arguments.output, whole.shape, whole.provenance, [&](const RunKey& run) { return !missing.contains(run); },
      arguments.quiet ? Earlier::replace : Earlier::tell);

  // The runs pass through the output's journal, one at a time; a merge that was interrupted goes on there.
  const StopSignal stop_signal;
  PanelWriter writer(arguments.output, whole.shape, whole.provenance, Start::resume);
  for (const auto& path : arguments.shards) {
    PanelStore shard(path);
    for (const RunKey& run : shard.runs()) {
      if (StopSignal::flag()) {
        std::fprintf(stderr, "Stopped: %zu of %zu runs are kept in %s; the same command goes on.\n", writer.runs_done(),
                     whole.runs - whole.missing.size(), printable(aside_path(arguments.output).string()).c_str());
        return exit_stopped;
      }
      if (!writer.already_done(run)) writer.write_packed(run, shard.packed(run));
    }
  }
  if (!writer.finish(whole.missing.size())) {
    std::fprintf(
        stderr,
        "%s holds an earlier result, which was left alone: this one would lack runs. What was merged is kept in "
        "%s; name another output with -o, or move the earlier result away and give the same command again.\n",
        arguments.output.c_str(), aside_path(arguments.output).c_str());
    return exit_failed;
  }
  if (!arguments.quiet)
    std::printf("%s: %zu runs from %zu shards%s. Next: streetlight info %s\n", printable(arguments.output).c_str(),
                whole.runs - whole.missing.size(), arguments.shards.size(),
                whole.missing.empty() ? "" : "; the rest is marked as missing",
                printable(shell_quoted(arguments.output)).c_str());
  return exit_done;
}

}  // namespace

void add_merge(CLI::App& program, int& exit_code) {
  auto* command = program.add_subcommand("merge", "Put the shards of an experiment together in one file");
  auto arguments = std::make_shared<MergeArguments>();
  command->add_option("SHARD.h5", arguments->shards, "Files that `run --shard` has made")->required();
  command->add_option("-o,--output", arguments->output, "The whole, byte for byte as one process would have made it")
      ->required()
      ->type_name("FILE.h5")
      ->check(not_empty);
  command->add_flag("--incomplete", arguments->incomplete,
                    "Merge although runs are missing; they are named, and marked as missing in the file");
  command->add_flag("--quiet", arguments->quiet, "Print only what goes wrong");
  command->callback([arguments, &exit_code] { exit_code = merge(*arguments); });
}

}  // namespace streetlight
