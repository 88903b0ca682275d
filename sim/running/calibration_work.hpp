#pragma once
/// A calibration as work: from its file to the file of worlds. Where it writes is checked before it simulates; what it
/// simulates is kept beside the output until the worlds are written, so that a stopped one can go on.

#include <atomic>
#include <filesystem>
#include <string>

#include "sim/calibration/calibrate.hpp"
#include "sim/config/calibration_file.hpp"
#include "sim/running/calibration_journal.hpp"
#include "sim/running/engine_simulator.hpp"

namespace streetlight {

struct CalibrationRequest {
  std::filesystem::path output;  ///< FILE.h5, or FILE.toml for the text form
  unsigned threads = 0;          ///< 0: one for each processor that this process may use
  bool resume = false;           ///< go on from what is kept beside the output
  bool replace = false;          ///< another calibration's worlds, or more of them, may be lost
  const std::atomic<bool>* stop = nullptr;
  Ranks* ranks = nullptr;  ///< where others help; this is the first of them
};

class CalibrationWork {
 public:
  /// `file` must outlive it. Throws InvalidInput where the output cannot be written, or something would be lost there.
  CalibrationWork(const CalibrationFile& file, CalibrationRequest request);

  /// Throws WorkUnwanted when it was stopped.
  void run(CalibrationEvents events);
  /// Writes the worlds that were found. Where there is nothing to write, or fewer worlds than are there already, it
  /// writes nothing and gives back why, in a sentence; "" otherwise.
  std::string write();

  const Calibration& result() const { return result_; }
  const EngineSimulator& simulator() const { return simulator_; }
  EngineSimulator& simulator() { return simulator_; }
  std::size_t points() const { return journal_.points(); }  ///< simulated, those before a resume included
  std::filesystem::path journal() const { return CalibrationJournal::beside(request_.output); }

 private:
  std::size_t runs_in_minutes();

  const CalibrationFile& file_;
  CalibrationRequest request_;
  std::size_t earlier_;  ///< worlds of this calibration that are at the output
  CalibrationJournal journal_;
  Ranks alone_;
  EngineSimulator simulator_;
  Calibration result_;
};

}  // namespace streetlight
