#pragma once
/// What simulating costs, learnt from a few versions that are simulated as the executor would: what versions have in
/// common is simulated once. Costs are kept by scenario and month, since a month with a programme costs more than one
/// without, and a month with a training more still.

#include <functional>
#include <memory>
#include <vector>

#include "sim/experiment/recorder.hpp"
#include "sim/experiment/versions.hpp"

namespace streetlight {

/// Amounts of each kind of work, or the seconds that they take.
struct Work {
  double starts = 0;                        ///< amount: entities of the populations that are made
  double forks = 0;                         ///< entities of the states that are copied
  double ends = 0;                          ///< runs that are handed on
  std::vector<std::vector<double>> months;  ///< [scenario][month from the first one simulated]: entity-months

  explicit Work(const Experiment& experiment);
  double all_months() const;
  Work& add(const Work& other, double times);
};

/// What simulating versions that start as one takes. A month that scenarios share counts for the first of them.
Work work_of(const Experiment& experiment, const VersionSet& versions);

/// Simulates versions and takes the time.
class CostSample {
 public:
  using Clock = std::function<double()>;
  using End = std::function<void(RunResult)>;
  /// `clock`: seconds since some moment. `end`: what is done with a finished run; its time is not taken.
  CostSample(const Experiment& experiment, std::shared_ptr<const RecordLayout> layout, BlockRunner& blocks, Clock clock,
             End end);

  /// Simulates versions that start as one, in one replicate, until this object has spent `budget` seconds; at least the
  /// first month. Gives whether all was done. A branch that fails is left at the month in which it does.
  bool simulate(const VersionSet& versions, std::uint32_t replicate, double budget);
  double spent() const { return spent_; }

  /// Seconds that `work` takes, by what was measured. A month that was not met costs what it cost in `shape` (may be
  /// null), times how much dearer here the months are that both have met; without one, what the months here cost that
  /// were met.
  Work cost(const Work& work, const CostSample* shape = nullptr) const;

 private:
  bool follow(VersionSet versions, std::uint32_t replicate, std::unique_ptr<Simulation> simulation, Recorder recorder,
              Month month, double budget);
  void met(const VersionSet& versions, Month month, double seconds);
  template <class Task>
  double timed(Task task);
  double times_dearer_than(const CostSample& shape) const;

  const Experiment& experiment_;
  std::shared_ptr<const RecordLayout> layout_;
  BlockRunner& blocks_;
  Clock clock_;
  End end_;
  double spent_ = 0;
  Work amounts_, costs_;
};

}  // namespace streetlight
