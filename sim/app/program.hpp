#pragma once
/// The command-line program, without main(): tests run it with models of their own.

namespace streetlight {

/// How the program ends. A shell, a batch script and a test tell them apart.
enum ExitCode : int {
  exit_done = 0,
  exit_failed = 1,   ///< a check or a run failed
  exit_refused = 2,  ///< the command line or the experiment file is wrong; nothing was touched
  exit_stopped = 3,  ///< stopped by a signal before the end; --resume goes on
};

int run_program(int argc, char** argv);

}  // namespace streetlight
