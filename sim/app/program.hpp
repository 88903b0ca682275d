#pragma once
/// The command-line program, without main(): tests run it with models of their own.

#include "sim/running/exit_code.hpp"

namespace streetlight {

int run_program(int argc, char** argv);

}  // namespace streetlight
