#include "sim/app/program.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <sstream>
#include <stdexcept>

#include "sim/app/subcommands.hpp"
#include "sim/core/check.hpp"
#include "sim/core/float_mode.hpp"
#include "sim/core/parameters.hpp"
#include "sim/io/unicode.hpp"
#include "sim/running/ranks.hpp"
#include "sim/running/standard_output.hpp"
#include "sim/running/version.hpp"

namespace streetlight {

namespace {

constexpr auto add_subcommands = {
    add_run,    add_merge,   add_slurm, add_validate, add_describe,  add_schema,      add_targets,   add_calibrate,
    add_robust, add_compare, add_info,  add_export,   add_decompose, add_sensitivity, add_microdata, add_verify,
};

/// For every option that takes a value. An empty one is more often a variable of a shell that was never set than meant.
std::string refused_when_empty(const std::string& value) {
  return value.empty() ? "has an empty value; give it one, or leave the option out" : "";
}

/// A further check, after those that an option has.
void refuse_empty_values(CLI::App& program) {
  for (CLI::App* subcommand : program.get_subcommands([](CLI::App*) { return true; }))
    for (CLI::Option* option : subcommand->get_options())
      if (!option->get_positional() && option->get_items_expected_max() > 0) option->check(refused_when_empty);
}

void complain(const std::string& message) { std::fprintf(stderr, "%s\n", printable(message).c_str()); }

/// What to say about a word that is not a subcommand.
std::string unknown_subcommand(const CLI::App& program, const std::string& word) {
  std::vector<std::string> names;
  for (const auto* subcommand : program.get_subcommands({})) names.push_back(subcommand->get_name());
  const auto near = nearest_word(word, names);
  return "streetlight: there is no subcommand '" + word + "'" +
         (near.empty() ? "; `streetlight --help` lists them" : "; did you mean '" + near + "'?");
}

/// Whether the ranks of an MPI job share the work of the command; any other is done by the first of them alone.
bool shares_work(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  return command == "run" || command == "decompose" || command == "calibrate";
}

/// What to say about an argument that no option or argument takes.
std::string unexpected_argument(const CLI::App& subcommand, int argc, char** argv) {
  const auto extras = subcommand.remaining();
  const std::string& extra = extras.empty() ? std::string() : extras.front();
  const std::string who = "streetlight " + subcommand.get_name() + ": ";
  if (extra.starts_with("-")) {
    std::vector<std::string> options;
    for (const auto* option : subcommand.get_options())
      for (const auto& name : option->get_lnames()) options.push_back("--" + name);
    const auto near = nearest_word(extra, options);
    return who + "there is no option '" + extra + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?");
  }
  std::string takes;
  for (const auto* option : subcommand.get_options())
    if (option->get_positional()) {
      const std::string type = option->get_type_name(), name = option->get_name(true);
      takes += (takes.empty() ? "" : ", ") + (type.starts_with("FILE") ? type : name);
    }
  std::string text =
      who + "'" + extra + "' is one argument too many" + (takes.empty() ? "" : ": it takes " + takes + " and options");
  // "--metric need trust"
  for (int i = 3; i < argc; ++i) {
    const std::string option = argv[i - 2];
    if (argv[i] != extra || !option.starts_with("--")) continue;
    const auto* known = subcommand.get_option_no_throw(option);
    if (known && known->get_items_expected_max() > 1)
      return text + "; several are given one by one: " + option + " " + argv[i - 1] + " " + option + " " + extra;
  }
  return text;
}

int parse_and_run(int argc, char** argv, const int& exit_code, CLI::App& program) {
  if (launched_rank() > 0 && !shares_work(argc, argv)) return exit_done;
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (launched_rank() > 0) return exit_done;  // the first rank says it
    if (error.get_exit_code() == 0) {           // help or the version was asked for
      std::ostringstream text;
      program.exit(error, text, text);
      print_data(text.str());
      return exit_done;
    }
    if (argc < 2)
      complain(program.help());
    else if (program.get_subcommands().empty() && argv[1][0] != '-')
      complain(unknown_subcommand(program, argv[1]));
    else if (program.get_subcommands().empty())
      complain(std::string("streetlight: ") + argv[1] +
               ": options follow the subcommand they belong to; `streetlight --help` lists those");
    else if (const auto* subcommand = program.get_subcommands().front(); !subcommand->remaining().empty())
      complain(unexpected_argument(*subcommand, argc, argv) + "\n`streetlight " + subcommand->get_name() +
               " --help` says what there is.");
    else
      complain(std::string("streetlight: ") + error.what() + "\n`streetlight --help` says what there is.");
    return exit_refused;
  }
  return exit_code;
}

}  // namespace

void define_program(CLI::App& program, int& exit_code) {
  program.name("streetlight");
  program.description(
      "Streetlight simulates what happens when authorities target people by algorithm.\nIt compares policies and "
      "teaches feedback loops; it is not a forecast.");
  program.require_subcommand(1);
  program.set_version_flag("--version", version_text());
  program.footer(
      "Exit codes: 0 done; 1 a check or a run failed; 2 the command line or the experiment file is wrong;\n"
      "3 stopped by a signal (`run --resume` goes on).");
  for (const auto add : add_subcommands) add(program, exit_code);
  refuse_empty_values(program);
}

int run_program(int argc, char** argv) {
  int exit_code = exit_done;
  const FreshFloatMode mode;      // numbers are read, compared and written in it, too
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow (ulimit -f) is told like a full disk
  try {
    keep_standard_streams();
    CLI::App program;
    define_program(program, exit_code);
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
  } catch (const std::length_error&) {
    complain(
        "streetlight: something is larger than any memory. Fewer entities, replicates or design points need less.");
    return exit_failed;
  } catch (const std::exception& error) {
    complain(std::string("streetlight: ") + error.what());
    return exit_failed;
  } catch (...) {
    complain("streetlight: something was thrown that is not an error; please report the command that led here");
    return exit_failed;
  }
}

}  // namespace streetlight
