#pragma once
/// The engine as a calibration's simulator: points become designs of the experiment, and the targets are measured on
/// the finished runs. Whatever was simulated goes to the journal at once.

#include <atomic>
#include <functional>
#include <string>

#include "sim/config/calibration_file.hpp"
#include "sim/running/calibration_journal.hpp"

namespace streetlight {

class EngineSimulator final : public Simulator {
 public:
  EngineSimulator(const CalibrationFile& file, CalibrationJournal& journal, unsigned threads,
                  const std::atomic<bool>* stop);

  /// Throws WorkUnwanted when it was stopped.
  std::vector<std::vector<double>> run(const Batch& batch) override;

  std::size_t simulated() const { return simulated_; }  ///< by this process
  double seconds() const { return seconds_; }           ///< of it
  std::size_t failed() const { return failed_; }        ///< points with a run that failed
  const std::string& first_failure() const { return first_failure_; }
  /// Called after each few points.
  std::function<void(const Batch& batch, std::size_t done)> on_progress{};

 private:
  void simulate(const Batch& batch, const std::vector<std::size_t>& indices);

  const CalibrationFile& file_;
  CalibrationJournal& journal_;
  unsigned threads_;
  const std::atomic<bool>* stop_;
  std::size_t simulated_ = 0, failed_ = 0;
  double seconds_ = 0;
  std::string first_failure_;
};

/// The experiment at these points, with the columns, groups and months that the targets need.
Experiment experiment_at(const Experiment& base, const std::vector<Prior>& priors, const std::vector<Target>& targets,
                         const std::vector<std::vector<double>>& values, std::uint64_t seed);

}  // namespace streetlight
