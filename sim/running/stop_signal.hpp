#pragma once
/// SIGINT and SIGTERM as a wish to finish cleanly. A second signal ends the program at once.

#include <atomic>
#include <csignal>

namespace streetlight {

/// While it lives, the signals set a flag.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  static const std::atomic<bool>& flag();

 private:
  struct sigaction interrupt_before_ {};
  struct sigaction terminate_before_ {};
};

}  // namespace streetlight
