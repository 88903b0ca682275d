#pragma once
/// Counts what is done, from any thread, and reports it a few times a second.

#include <atomic>
#include <chrono>
#include <mutex>

#include "sim/experiment/execute.hpp"

namespace streetlight {

class ProgressMeter {
 public:
  ProgressMeter(const std::function<void(const Progress&)>& report, std::size_t runs, std::size_t units)
      : report_(report), runs_(runs), units_(units) {}

  /// A unit's entity-months are known. Those of units not yet planned are estimated by the mean of the planned ones.
  void unit_planned(double steps) {
    planned_steps_ += steps;
    ++planned_units_;
  }
  void stepped(double entities) {
    steps_done_ += entities;
    offer();
  }
  /// Entity-months that will never be simulated, because their run failed.
  void abandoned(double steps) { abandoned_steps_ += steps; }
  void run_ended() { ++runs_done_; }

  /// Reports now, whatever was reported last.
  void report_last() {
    if (!report_) return;
    const std::lock_guard lock(reporting_);
    report_(now());
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds pause{200};

  void offer() {
    if (!report_) return;
    const std::unique_lock lock(reporting_, std::try_to_lock);
    if (!lock || Clock::now() - last_report_ < pause) return;
    last_report_ = Clock::now();
    report_(now());
  }

  Progress now() const {
    const auto planned = static_cast<double>(planned_units_.load());
    const double total = planned > 0 ? planned_steps_ * (static_cast<double>(units_) / planned) : 0.0;
    return {runs_done_, runs_, steps_done_, total - abandoned_steps_};
  }

  const std::function<void(const Progress&)>& report_;
  const std::size_t runs_, units_;
  std::atomic<std::size_t> runs_done_ = 0, planned_units_ = 0;
  std::atomic<double> steps_done_ = 0, planned_steps_ = 0, abandoned_steps_ = 0;
  std::mutex reporting_;
  Clock::time_point last_report_{};
};

}  // namespace streetlight
