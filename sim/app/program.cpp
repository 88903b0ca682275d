#include "sim/app/program.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "sim/app/subcommands.hpp"
#include "sim/app/version.hpp"
#include "sim/core/check.hpp"
#include "sim/core/float_mode.hpp"
#include "sim/core/parameters.hpp"

namespace streetlight {

namespace {

constexpr auto add_subcommands = {
    add_run,     add_merge, add_slurm,  add_validate,  add_describe,    add_schema,    add_targets,
    add_compare, add_info,  add_export, add_decompose, add_sensitivity, add_microdata, add_verify,
};

void complain(const std::string& message) { std::fprintf(stderr, "%s\n", message.c_str()); }

/// What to say about a word that is no subcommand.
std::string unknown_subcommand(const CLI::App& program, const std::string& word) {
  std::vector<std::string> names;
  for (const auto* subcommand : program.get_subcommands({})) names.push_back(subcommand->get_name());
  const auto near = nearest_word(word, names);
  return "streetlight: there is no subcommand '" + word + "'" +
         (near.empty() ? "; `streetlight --help` lists them" : "; did you mean '" + near + "'?");
}

int parse_and_run(int argc, char** argv, const int& exit_code, CLI::App& program) {
  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return program.exit(help);
  } catch (const CLI::CallForAllHelp& help) {
    return program.exit(help);
  } catch (const CLI::CallForVersion& version) {
    return program.exit(version);
  } catch (const CLI::ParseError& error) {
    if (argc < 2)
      complain(program.help());
    else if (program.get_subcommands().empty() && argv[1][0] != '-')
      complain(unknown_subcommand(program, argv[1]));
    else if (program.get_subcommands().empty())
      complain(std::string("streetlight: ") + argv[1] +
               ": options follow the subcommand they belong to; `streetlight --help` lists those");
    else
      complain(std::string("streetlight: ") + error.what() + "\n`streetlight --help` says what there is.");
    return exit_refused;
  }
  return exit_code;
}

}  // namespace

int run_program(int argc, char** argv) {
  int exit_code = exit_done;
  const FreshFloatMode mode;      // numbers are read, compared and written in it, too
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow (ulimit -f) is told like a full disk
  try {
    CLI::App program(
        "Streetlight simulates what happens when authorities target people by algorithm.\nIt compares policies and "
        "teaches feedback loops; it is not a forecast.",
        "streetlight");
    program.require_subcommand(1);
    program.set_version_flag("--version", version_text());
    program.footer(
        "Exit codes: 0 done; 1 a check or a run failed; 2 the command line or the experiment file is wrong;\n"
        "3 stopped by a signal (`run --resume` goes on).");
    for (const auto add : add_subcommands) add(program, exit_code);
    return parse_and_run(argc, argv, exit_code, program);
  } catch (const InvalidInput& error) {
    complain(error.what());
    return exit_refused;
  } catch (const BrokenPromise& bug) {
    complain(std::string("streetlight: this is a bug of the program, not yours: ") + bug.what() +
             "\nPlease report it with the file and the command that led here (" + version_text() + ").");
    return exit_failed;
  } catch (const std::bad_alloc&) {
    complain("streetlight: not enough memory. Fewer entities or --threads 1 need less; `run --dry-run` says how much.");
    return exit_failed;
  } catch (const std::exception& error) {
    complain(std::string("streetlight: ") + error.what());
    return exit_failed;
  } catch (...) {
    complain("streetlight: something was thrown that is no error; please report the command that led here");
    return exit_failed;
  }
}

}  // namespace streetlight
