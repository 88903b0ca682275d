#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/experiment/matched_scenario.hpp"

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

/// A relative setting that cannot be applied.
struct NotApplicable {
  std::string key;
  std::string message;
};

/// The value that a key has when nothing sets it; absent when it has none.
Value default_of(const Parameter& parameter, const std::string& key) {
  if (parameter.type != ParameterType::map) return parameter.default_value;
  const auto found = parameter.map_defaults.find(key.substr(parameter.doc.key.size() + 1));
  return found == parameter.map_defaults.end() ? Value{} : Value{found->second};
}

void apply(const Experiment& experiment, const RelativeSettings& relative, Settings& settings) {
  if (relative.empty()) return;
  const auto table = experiment.model->table(experiment.keys_in_use);
  for (const auto& [key, change] : relative) {
    const Parameter* parameter = table->find(key);
    EXPECT(parameter != nullptr);
    const auto set = settings.find(key);
    const Value before = set != settings.end() ? set->second : default_of(*parameter, key);
    const auto* whole = std::get_if<std::int64_t>(&before);
    const auto* real = std::get_if<double>(&before);
    if (!whole && !real) throw NotApplicable{key, "has no value that could be changed: set one first"};
    const double value = (whole ? static_cast<double>(*whole) : *real) * change.times + change.plus;
    const Value after = whole ? Value{static_cast<std::int64_t>(std::llround(value))} : Value{value};
    if (const auto objection = parameter->objection(after))
      throw NotApplicable{key, *objection + " (it is " + to_text(before) + ", times " + shortest(change.times) +
                                   ", plus " + shortest(change.plus) + ")"};
    settings.insert_or_assign(key, after);
  }
}

std::vector<std::pair<Month, Settings>> settings_over_time(const Experiment& experiment, const Scenario& scenario,
                                                           const Settings& point);

}  // namespace

std::vector<std::string> Match::columns() const {
  std::vector<std::string> names;
  for (std::size_t start = 0; start <= column.size();) {
    const std::size_t end = std::min(column.find('+', start), column.size());
    const std::size_t first = std::min(column.find_first_not_of(' ', start), end);
    const std::size_t last = end == first ? first : column.find_last_not_of(' ', end - 1) + 1;
    names.push_back(column.substr(first, last - first));
    start = end + 1;
  }
  return names;
}

double Match::value_at(const Settings& point) const {
  const auto known = found.find(point);
  return known == found.end() ? low + (high - low) / 2 : known->second.value;
}

Scenario with_matched_value(const Scenario& scenario, double value) {
  Scenario made = scenario;
  if (!scenario.match) return made;
  const Match& match = *scenario.match;
  made.match.reset();
  if (!match.from) {
    made.set.insert_or_assign(match.by, value);
    return made;
  }
  auto& timeline = made.timeline;
  const auto after =
      std::find_if(timeline.begin(), timeline.end(), [&](const auto& entry) { return entry.month >= *match.from; });
  if (after != timeline.end() && after->month == *match.from)
    after->set.insert_or_assign(match.by, value);
  else
    timeline.insert(after, TimelineEntry{*match.from, {{match.by, value}}});
  return made;
}

std::vector<std::pair<Month, Settings>> resolve_settings(const Experiment& experiment, const Scenario& scenario,
                                                         const Settings& point) {
  try {
    return settings_over_time(experiment, scenario, point);
  } catch (const NotApplicable& problem) {
    throw InvalidInput("scenario \"" + scenario.name + "\": " + problem.key + " " + problem.message);
  }
}

std::vector<RelativeProblem> relative_problems(const Experiment& experiment, std::span<const std::size_t> points) {
  std::vector<RelativeProblem> problems;
  const auto design = design_points(experiment.design);
  for (std::size_t s = 0; s < experiment.scenarios.size(); ++s) {
    const Scenario& scenario = experiment.scenarios[s];
    bool any = !scenario.relative.empty();
    for (const TimelineEntry& entry : scenario.timeline) any = any || !entry.relative.empty();
    if (!any) continue;
    for (const std::size_t point : points) try {
        settings_over_time(experiment, scenario, design[point]);
      } catch (const NotApplicable& problem) {
        problems.push_back({s, problem.key, problem.message});
        break;
      }
  }
  return problems;
}

namespace {

std::vector<std::pair<Month, Settings>> settings_over_time(const Experiment& experiment, const Scenario& scenario,
                                                           const Settings& point) {
  if (scenario.match)
    return settings_over_time(experiment, with_matched_value(scenario, scenario.match->value_at(point)), point);
  const Month first_month = -experiment.run.spin_up;
  Settings settings = experiment.base;
  for (const auto& [key, value] : point)
    if (!is_mechanism_key(key)) settings.insert_or_assign(key, value);
  overlay(settings, scenario.set);
  apply(experiment, scenario.relative, settings);

  std::vector<std::pair<Month, Settings>> segments{{first_month, std::move(settings)}};
  for (const TimelineEntry& entry : scenario.timeline) {
    const Month from = std::max(entry.month, first_month);  // before the first month: there from the start
    EXPECT(from >= segments.back().first);
    if (from > segments.back().first) segments.emplace_back(from, segments.back().second);
    overlay(segments.back().second, entry.set);
    apply(experiment, entry.relative, segments.back().second);
  }
  const Settings off = switched_off(experiment, point);
  for (auto& [from, set] : segments) overlay(set, off);
  return segments;
}

}  // namespace

std::vector<Segment> resolve(const Experiment& experiment, const Scenario& scenario, const Settings& point) {
  EXPECT(experiment.model != nullptr);
  std::vector<Segment> segments;
  for (const auto& [from, settings] : resolve_settings(experiment, scenario, point))
    segments.push_back({from, experiment.model->read(settings, experiment.keys_in_use)});
  return segments;
}

}  // namespace streetlight
