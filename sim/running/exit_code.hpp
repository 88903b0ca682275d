#pragma once
/// How the program ends.

namespace streetlight {

/// A shell, a batch script and a test tell them apart.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;   ///< a check or a run failed
inline constexpr int exit_refused = 2;  ///< the command line or the experiment file is wrong; nothing was touched
inline constexpr int exit_stopped = 3;  ///< stopped by a signal before the end; --resume goes on

}  // namespace streetlight
