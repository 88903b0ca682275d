#pragma once
/// Tells how far a run is: a bar that is redrawn on a terminal, a line now and then elsewhere, or nothing.

#include <chrono>
#include <cstdio>
#include <string>

#include "sim/experiment/execute.hpp"

namespace streetlight {

class ProgressReport {
 public:
  enum class Style { bar, lines, quiet };

  /// A bar when `stream` is a terminal. `rate_unit`: what is counted a second, "entity-months"; "": no rate is told.
  /// `things`: what is done one by one.
  ProgressReport(std::FILE* stream, std::string rate_unit, bool quiet, std::string things = "runs");

  void show(const Progress& progress);
  /// Clears the bar, so that what follows starts on a clean line.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::string text(const Progress& progress) const;
  std::string bar(const Progress& progress) const;

  std::FILE* stream_;
  std::string rate_unit_, things_;
  Style style_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_line_;
  bool drawn_ = false;
};

}  // namespace streetlight
