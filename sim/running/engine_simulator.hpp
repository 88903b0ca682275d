#pragma once
/// The engine as a calibration's simulator: points become designs of the experiment, and the targets are measured on
/// the finished runs. Whatever was simulated goes to the journal at once.
///
/// Where there are several ranks, the first leads: it alone calibrates and has the journal, and hands out pieces of the
/// batch that is asked for and of those planned after it, one piece a rank. The others help until it ends.

#include <atomic>
#include <functional>
#include <string>

#include "sim/config/calibration_file.hpp"
#include "sim/running/calibration_journal.hpp"
#include "sim/running/ranks.hpp"
#include "sim/running/shared_points.hpp"

namespace streetlight {

class EngineSimulator final : public Simulator {
 public:
  /// `journal`: null on a rank that helps.
  EngineSimulator(const CalibrationFile& file, CalibrationJournal* journal, unsigned threads,
                  const std::atomic<bool>* stop, Ranks& ranks);

  void plan(std::vector<Batch> coming) override;
  /// Throws WorkUnwanted when it was stopped.
  std::vector<std::vector<double>> run(const Batch& batch) override;

  /// On the ranks that help: simulates what the first one hands out, until it ends. Throws when that fails.
  void help();
  /// On the first rank: ends the help; false when trouble has ended it, and the ranks' common work with it.
  bool end_help();

  /// Points simulated by this process and its helpers, and how long that took.
  const CalibrationJournal::Work& in_waves() const { return in_waves_; }
  const CalibrationJournal::Work& in_check() const { return in_check_; }
  std::size_t failed() const { return failed_; }  ///< points with a run that failed
  const std::string& first_failure() const { return first_failure_; }
  /// Called when batches are planned and after each few points: how many are planned, and of these, how many were
  /// simulated before and how many since.
  std::function<void(std::uint32_t stage, std::size_t planned, std::size_t before, std::size_t since)> on_progress{};

 private:
  bool lacks(const Batch& batch) const;
  std::vector<PointPiece> next_pieces(const Batch& batch) const;
  std::vector<PieceOutcome> simulate_together(const std::vector<PointPiece>& pieces);
  PieceOutcome simulate(const PointPiece& piece) const;
  void keep(const std::vector<PointPiece>& pieces, const std::vector<PieceOutcome>& outcomes, double seconds);
  void tell() const;

  const CalibrationFile& file_;
  CalibrationJournal* journal_;
  unsigned threads_;
  const std::atomic<bool>* stop_;
  Ranks& ranks_;
  bool help_ended_ = false;
  std::vector<Batch> coming_;  ///< planned, in their order
  std::size_t planned_ = 0, before_ = 0, since_ = 0;
  CalibrationJournal::Work in_waves_, in_check_;
  std::size_t failed_ = 0;
  std::string first_failure_;
};

/// The experiment at these points, with the columns, groups and months that the targets need.
Experiment experiment_at(const Experiment& base, const std::vector<Prior>& priors, const std::vector<Target>& targets,
                         const std::vector<std::vector<double>>& values, std::uint64_t seed);

}  // namespace streetlight
