#include "sim/experiment/first_difference.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>

namespace streetlight {

namespace {

/// A scenario at a point of the design, month by month.
class InEffect {
 public:
  InEffect(const Experiment& experiment, std::size_t scenario, const Settings& point)
      : segments_(resolve(experiment, experiment.scenarios[scenario], point)) {}

  const AnyParameters& parameters(Month month) const {
    const auto after = std::upper_bound(segments_.begin(), segments_.end(), month,
                                        [](Month m, const Segment& segment) { return m < segment.from; });
    return *std::prev(after)->parameters;
  }
  /// Kept: each scenario is held against several others.
  const AnyParameters& observed(Month month) {
    auto& kept = observed_[month];
    if (!kept) kept = parameters(month).observed_in_effect(month);
    return *kept;
  }

 private:
  std::vector<Segment> segments_;
  std::map<Month, std::shared_ptr<const AnyParameters>> observed_;
};

bool differ(InEffect& one, InEffect& other, Month month) {
  return !one.parameters(month).same_as(other.parameters(month)) && !one.observed(month).same_as(other.observed(month));
}

/// The first month before `end` in which they differ, or `end`. A difference in the spin-up lasts: it counts as month
/// 0.
Month first_before(Month end, Month spin_up, InEffect& one, InEffect& other) {
  if (end > 0 && differ(one, other, -spin_up)) return 0;
  for (Month month = 0; month < end; ++month)
    if (differ(one, other, month)) return month;
  return end;
}

}  // namespace

std::optional<Month> first_difference(const Experiment& experiment) {
  Month first = experiment.run.months;
  for (const Settings point : design_points(experiment.design)) {
    InEffect baseline(experiment, 0, point);
    for (std::size_t scenario = 1; first > 0 && scenario < experiment.scenarios.size(); ++scenario) {
      InEffect other(experiment, scenario, point);
      first = first_before(first, experiment.run.spin_up, baseline, other);
    }
    if (first == 0) break;
  }
  return first < experiment.run.months ? std::optional(first) : std::nullopt;
}

std::vector<std::optional<std::size_t>> never_differing(const Experiment& experiment) {
  const std::size_t count = experiment.scenarios.size();
  std::vector<std::vector<bool>> differing(count, std::vector<bool>(count));
  for (const Settings point : design_points(experiment.design)) {
    std::vector<InEffect> scenarios;
    for (std::size_t scenario = 0; scenario < count; ++scenario) scenarios.emplace_back(experiment, scenario, point);
    for (std::size_t later = 1; later < count; ++later)
      for (std::size_t earlier = 0; earlier < later; ++earlier)
        if (!differing[later][earlier])
          differing[later][earlier] = first_before(experiment.run.months, experiment.run.spin_up, scenarios[earlier],
                                                   scenarios[later]) < experiment.run.months;
  }
  std::vector<std::optional<std::size_t>> same(count);
  for (std::size_t later = 1; later < count; ++later)
    for (std::size_t earlier = 0; earlier < later && !same[later]; ++earlier)
      if (!differing[later][earlier]) same[later] = earlier;
  return same;
}

}  // namespace streetlight
