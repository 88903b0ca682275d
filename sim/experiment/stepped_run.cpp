#include "sim/experiment/stepped_run.hpp"

#include <algorithm>
#include <utility>

#include "sim/core/check.hpp"
#include "sim/experiment/shape.hpp"

namespace streetlight {

namespace {

std::shared_ptr<const RecordLayout> layout_of(const Experiment& experiment) {
  return record_layout(experiment, design_points(experiment.design).front());
}

std::shared_ptr<const AnyParameters> first_parameters_of(const Experiment& experiment) {
  const Settings first_point = design_points(experiment.design).front();
  return resolve(experiment, experiment.scenarios.front(), first_point).front().parameters;
}

}  // namespace

SteppedRun::SteppedRun(Experiment experiment, const RunKey& run, BlockRunner& blocks)
    : experiment_(std::move(experiment)),
      run_(run),
      laid_out_for_(first_parameters_of(experiment_)),
      version_(checked_version(experiment_)),
      recorder_(layout_of(experiment_)),
      next_(first_month()) {
  simulation_ =
      experiment_.model->start(version_.in_effect(next_), model_context(experiment_, run_.replicate, &blocks));
}

SteppedRun::SteppedRun(const SteppedRun& other)
    : experiment_(other.experiment_),
      run_(other.run_),
      laid_out_for_(other.laid_out_for_),
      version_(other.version_),
      recorder_(other.recorder_),
      simulation_(other.simulation_->fork()),
      next_(other.next_) {}

Version SteppedRun::checked_version(const Experiment& experiment) const {
  Version version = make_version(experiment, run_.scenario, run_.point, design_points(experiment.design)[run_.point]);
  if (const auto objection = version.objection()) throw InvalidInput(*objection);
  for (const Segment& segment : version.declared) check_same_rows(experiment, *laid_out_for_, *segment.parameters);
  return version;
}

std::int64_t SteppedRun::entities() const { return version_.in_effect(std::max(first_month(), next_ - 1)).entities(); }

void SteppedRun::step() {
  EXPECT(!ended());
  if (const AnyParameters* changed = version_.change_at(next_)) simulation_->apply(*changed);
  simulation_->step(next_);
  if (next_ >= 0) recorder_.record(*simulation_, next_);
  ++next_;
}

void SteppedRun::change(TimelineEntry entry) {
  EXPECT(next_ > first_month() && !ended());
  entry.month = next_;
  Experiment changed = experiment_;
  auto& timeline = changed.scenarios[run_.scenario].timeline;
  const auto later = std::find_if(timeline.begin(), timeline.end(),
                                  [&](const TimelineEntry& other) { return other.month > entry.month; });
  timeline.insert(later, std::move(entry));
  Version version = checked_version(changed);
  experiment_ = std::move(changed);
  version_ = std::move(version);
}

}  // namespace streetlight
