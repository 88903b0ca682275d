// The commands that read results, alone.
#include <CLI/CLI.hpp>

#include "sim/app/compare.hpp"
#include "sim/app/export.hpp"
#include "sim/app/info.hpp"

int main(int count, char** arguments) {
  CLI::App program("Commands that read results");
  program.require_subcommand(1);
  int exit_code = 0;
  streetlight::add_compare(program, exit_code);
  streetlight::add_info(program, exit_code);
  streetlight::add_export(program, exit_code);
  try {
    program.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : 2;
  }
  return exit_code;
}
