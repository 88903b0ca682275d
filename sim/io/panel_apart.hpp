#pragma once
/// Work in a process of its own. The HDF5 library can crash or loop on a damaged file, and cannot let go of a
/// file that it failed to write (a full disk); both happen here at a distance.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace streetlight {

/// What work apart may take; 0: as much as it likes.
struct ApartLimits {
  unsigned seconds = 0;
  unsigned cpu_seconds = 0;
  std::uint64_t bytes = 0;  ///< of memory, beyond what the process has
};

/// Runs `work` in a child process and waits for it. What it changes in memory is lost; what it writes to
/// files stays; it must start no threads. Gives nothing when the work was done, else what went wrong: the message
/// of a std::exception, or `when_it_dies` when it crashed or took too long. More memory
/// than allowed is std::bad_alloc in it. Where no process can be made, the work is done here.
std::optional<std::string> apart(const std::function<void()>& work, const std::string& when_it_dies,
                                 const ApartLimits& limits = {});

}  // namespace streetlight
