#include "sim/experiment/first_difference.hpp"

#include <algorithm>
#include <iterator>

namespace streetlight {

namespace {

const AnyParameters& at(const std::vector<Segment>& segments, Month month) {
  const auto after = std::upper_bound(segments.begin(), segments.end(), month,
                                      [](Month m, const Segment& segment) { return m < segment.from; });
  return *std::prev(after)->parameters;
}

bool differ(const std::vector<Segment>& one, const std::vector<Segment>& other, Month month) {
  const AnyParameters &a = at(one, month), &b = at(other, month);
  return !a.same_as(b) && !a.observed_in_effect(month)->same_as(*b.observed_in_effect(month));
}

/// The first month before `end` in which they differ, or `end`. A difference in the spin-up lasts: it counts as month
/// 0.
Month first_before(Month end, Month spin_up, const std::vector<Segment>& one, const std::vector<Segment>& other) {
  if (end > 0 && differ(one, other, -spin_up)) return 0;
  for (Month month = 0; month < end; ++month)
    if (differ(one, other, month)) return month;
  return end;
}

/// Of the scenarios named, each against the first.
std::optional<Month> first_of(const Experiment& experiment, const std::vector<std::size_t>& scenarios) {
  Month first = experiment.run.months;
  for (const Settings point : design_points(experiment.design)) {
    const auto baseline = resolve(experiment, experiment.scenarios[scenarios.front()], point);
    for (const std::size_t scenario : scenarios)
      if (first > 0 && scenario != scenarios.front())
        first = first_before(first, experiment.run.spin_up, baseline,
                             resolve(experiment, experiment.scenarios[scenario], point));
    if (first == 0) break;
  }
  return first < experiment.run.months ? std::optional(first) : std::nullopt;
}

}  // namespace

std::optional<Month> first_difference(const Experiment& experiment) {
  std::vector<std::size_t> scenarios;
  for (std::size_t scenario = 0; scenario < experiment.scenarios.size(); ++scenario) scenarios.push_back(scenario);
  return first_of(experiment, scenarios);
}

std::optional<Month> first_difference(const Experiment& experiment, std::size_t one, std::size_t other) {
  return first_of(experiment, {one, other});
}

}  // namespace streetlight
