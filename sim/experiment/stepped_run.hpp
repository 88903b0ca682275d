#pragma once
/// One run of an experiment, month by month, for those who want to look inside or to change something between two
/// months. If nothing is changed it gives the bits of execute(); a copy continues by itself with the same random
/// numbers.

#include <memory>

#include "sim/core/blocks.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/experiment/recorder.hpp"
#include "sim/experiment/versions.hpp"

namespace streetlight {

class SteppedRun {
 public:
  /// Builds what is there before the first month. `blocks` must outlive the run and its copies. Throws InvalidInput.
  SteppedRun(Experiment experiment, const RunKey& run, BlockRunner& blocks);
  SteppedRun(const SteppedRun& other);
  SteppedRun& operator=(const SteppedRun&) = delete;

  Month first_month() const { return -experiment_.run.spin_up; }
  /// The month that the next step simulates.
  Month next_month() const { return next_; }
  bool ended() const { return next_ == experiment_.run.months; }
  std::int64_t entities() const;

  /// One month. EXPECTs that the run has not ended. What it throws leaves a run that cannot go on.
  void step();

  /// Parameters from the next month on, as if an entry of the scenario's timeline had set them. EXPECTs that a month
  /// has been simulated and the run has not ended. Throws InvalidInput, and then changes nothing.
  void change(TimelineEntry entry);

  const Experiment& experiment() const { return experiment_; }
  Simulation& simulation() { return *simulation_; }
  const Simulation& simulation() const { return *simulation_; }
  /// The intervals that are over.
  const RunResult& recorded() const { return recorder_.recorded(); }

 private:
  Version checked_version(const Experiment& experiment) const;

  Experiment experiment_;
  RunKey run_;
  std::shared_ptr<const AnyParameters> laid_out_for_;
  Version version_;
  Recorder recorder_;
  std::unique_ptr<Simulation> simulation_;
  Month next_;
};

}  // namespace streetlight
