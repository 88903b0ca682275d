#pragma once
/// The command-line program, without main(): tests run it with models of their own.

#include "sim/running/exit_code.hpp"

namespace CLI {
class App;
}

namespace streetlight {

/// Names the program, its commands and their options: what is parsed, what `--help` shows, and what the manual and the
/// shells' completions are made from. A command that is called sets `exit_code`.
void define_program(CLI::App& program, int& exit_code);

int run_program(int argc, char** argv);

}  // namespace streetlight
