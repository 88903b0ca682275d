#include <algorithm>

#include "sim/core/check.hpp"
#include "sim/experiment/experiment.hpp"

namespace streetlight {

namespace {

void overlay(Settings& settings, const Settings& with) {
  for (const auto& [key, value] : with) settings.insert_or_assign(key, value);
}

/// What the mechanisms set that `point` switches off.
Settings switched_off(const Experiment& experiment, const Settings& point) {
  Settings off;
  for (const Mechanism& mechanism : experiment.mechanisms) {
    const auto state = point.find(mechanism_key(mechanism.name));
    if (state != point.end() && !std::get<bool>(state->second)) overlay(off, mechanism.off);
  }
  return off;
}

}  // namespace

std::vector<std::pair<Month, Settings>> resolve_settings(const Experiment& experiment, const Scenario& scenario,
                                                         const Settings& point) {
  const Month first_month = -experiment.run.spin_up;
  Settings settings = experiment.base;
  for (const auto& [key, value] : point)
    if (!is_mechanism_key(key)) settings.insert_or_assign(key, value);
  overlay(settings, scenario.set);

  std::vector<std::pair<Month, Settings>> segments{{first_month, std::move(settings)}};
  for (const TimelineEntry& entry : scenario.timeline) {
    const Month from = std::max(entry.month, first_month);  // before the first month: there from the start
    EXPECT(from >= segments.back().first);
    if (from > segments.back().first) segments.emplace_back(from, segments.back().second);
    overlay(segments.back().second, entry.set);
  }
  const Settings off = switched_off(experiment, point);
  for (auto& [from, set] : segments) overlay(set, off);
  return segments;
}

std::vector<Segment> resolve(const Experiment& experiment, const Scenario& scenario, const Settings& point) {
  EXPECT(experiment.model != nullptr);
  std::vector<Segment> segments;
  for (const auto& [from, settings] : resolve_settings(experiment, scenario, point))
    segments.push_back({from, experiment.model->read(settings, experiment.keys_in_use)});
  return segments;
}

}  // namespace streetlight
