/// verify: reproduces published results and closed forms, and says so in one table.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <memory>

#include "sim/app/program.hpp"
#include "sim/app/subcommands.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/verify_runs.hpp"
#include "sim/io/toml_document.hpp"
#include "sim/io/unicode.hpp"
#include "sim/report/terminal.hpp"
#include "sim/report/verify_table.hpp"
#include "sim/running/standard_output.hpp"

namespace streetlight {

namespace {

struct VerifyArguments {
  std::vector<std::string> names, planted;
  bool quick = false, list = false;
  std::uint64_t seed = 2018;
  unsigned threads = 0;
  std::string format = "table";
};

std::vector<VerifyTarget> chosen_targets(const std::vector<std::string>& names) {
  const auto all = registered_checks();
  if (names.empty()) return all;
  std::vector<bool> wanted(all.size());
  for (std::string name : names) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    bool found = false;
    for (std::size_t t = 0; t < all.size(); ++t)
      if (all[t].name == name) found = wanted[t] = true;
    VALIDATE(found, "there is no check '" + name + "'; there are " + all.front().name + " to T10 and M1 to " +
                        all.back().name + " (`streetlight verify --list` says what they are)");
  }
  std::vector<VerifyTarget> chosen;
  for (std::size_t t = 0; t < all.size(); ++t)
    if (wanted[t]) chosen.push_back(all[t]);
  return chosen;
}

/// For the command line: what is wrong with a seed, or "".
std::string seed_objection(const std::string& text) {
  std::int64_t seed = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, seed);
  const bool fits = read.ec == std::errc() && read.ptr == end && seed >= 0;
  return fits ? "" : text + " must be a whole number from 0 to 9223372036854775807";
}

Settings planted_values(const std::vector<std::string>& texts) {
  Settings planted;
  for (const auto& text : texts)
    for (const auto& entry : parse_setting(text, "--plant " + text)) {
      VALIDATE(entry.value.fault.empty(), "--plant " + text + ": " + entry.value.fault);
      planted[entry.key] = entry.value.value;
    }
  return planted;
}

std::string command_line(const VerifyArguments& arguments) {
  std::string line = "streetlight verify";
  for (const auto& name : arguments.names) line += " " + name;
  if (arguments.quick) line += " --quick";
  if (arguments.seed != VerifyArguments{}.seed) line += " --seed " + std::to_string(arguments.seed);
  for (const auto& text : arguments.planted) line += " --plant " + text;
  return line + " --format markdown";
}

int verify(const VerifyArguments& arguments) {
  const auto targets = chosen_targets(arguments.names);
  if (arguments.list) {
    std::string text, last;
    for (const auto& target : targets) {
      if (target.name == last) continue;
      last = target.name;
      text += target.name + std::string(5 - std::min<std::size_t>(4, target.name.size()), ' ') + target.source + "\n";
    }
    print(text);
    return exit_done;
  }
  VerifyRuns runs(arguments.seed, arguments.quick, arguments.threads, planted_values(arguments.planted));
  std::vector<VerifyRow> found;
  const bool tell = is_terminal(stderr);
  for (const auto& target : targets) {
    if (tell) std::fprintf(stderr, "\r\033[K%s", printable(target.name + " " + target.source).c_str());
    VerifyRows rows(target.name, target.source, found);
    target.check(runs, rows);
  }
  if (tell) std::fprintf(stderr, "\r\033[K");
  for (const auto& key : runs.unused())
    throw InvalidInput("--plant " + key + ": no model of these checks has a parameter of that name");

  if (arguments.format == "json")
    print(verify_json(found));
  else if (arguments.format == "markdown")
    print(verify_markdown(found, command_line(arguments)));
  else
    print(verify_text(found));
  return std::all_of(found.begin(), found.end(), [](const VerifyRow& row) { return row.passed; }) ? exit_done
                                                                                                  : exit_failed;
}

}  // namespace

void add_verify(CLI::App& program, int& exit_code) {
  auto arguments = std::make_shared<VerifyArguments>();
  auto* command = program.add_subcommand("verify", "Reproduce published results and closed forms; exit 1 if one fails");
  command->add_option("NAME", arguments->names, "Checks to make, as in T1 M2 (all, unless named)");
  command->add_flag("--quick", arguments->quick,
                    "Fewer replicates and shorter runs; tolerances allow for the larger standard errors");
  command->add_flag("--list", arguments->list, "Say what checks there are");
  command->add_option("--seed", arguments->seed, "Seed of every run")->type_name("N")->check(seed_objection);
  command
      ->add_option("--threads", arguments->threads, "Threads to use (default: one for each processor that it may use)")
      ->type_name("N")
      ->check(CLI::Range(1u, 4096u));
  command->add_option("--format", arguments->format, "table, markdown or json")
      ->check(CLI::IsMember({"table", "markdown", "json"}));
  command
      ->add_option("--plant", arguments->planted,
                   "Run with a wrong parameter, to see the checks fail that depend on it")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  command->callback([arguments, &exit_code] { exit_code = verify(*arguments); });
}

}  // namespace streetlight
