#pragma once
/// Trying something dangerous at a distance: the HDF5 library can crash or loop on a damaged file, so a file
/// without a valid seal is first read through in a child process.

#include <functional>

namespace streetlight {

enum class ProbeResult {
  returned,  ///< the attempt came to an end, with or without an exception
  died,      ///< it crashed, or went on for longer than anything sensible
};

/// Runs `attempt` in a child process that writes nothing. When no process can be made, the attempt is
/// not made and counts as returned.
ProbeResult probe(const std::function<void()>& attempt, unsigned seconds);

}  // namespace streetlight
