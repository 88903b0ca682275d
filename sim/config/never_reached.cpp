#include "sim/config/never_reached.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "sim/config/emit_experiment.hpp"
#include "sim/config/points_checked.hpp"
#include "sim/core/check.hpp"
#include "sim/experiment/first_difference.hpp"

namespace streetlight {

namespace {

/// Scenarios times scenarios times points that are looked at; a larger experiment is not searched for equal scenarios.
constexpr std::size_t most_pairs_looked_at = 2'000;

/// Versions that are looked at for other notes, beside those with a design parameter's lowest, highest or only value.
constexpr std::size_t most_versions_looked_at = 200;

std::string run_text(const Experiment& experiment) {
  return "the run has " + std::to_string(experiment.run.months) + " " + experiment.model->time_unit +
         "s, counted from 0";
}

/// Whether the key's own table says that it is in use: programme.start counts where programme.enabled is true.
bool in_use(const std::string& key, const Settings& settings) {
  const auto enabled = settings.find(key.substr(0, key.rfind('.')) + ".enabled");
  const auto* flag = enabled == settings.end() ? nullptr : std::get_if<bool>(&enabled->second);
  return !flag || *flag;
}

/// Lowest and highest of the months that are never reached.
struct LateMonths {
  std::int64_t first = 0, last = 0;
};

/// Starts that no point of the design reaches.
class LateStarts {
 public:
  explicit LateStarts(const Experiment& experiment) : experiment_(experiment) {}

  void see(std::size_t scenario, const Settings& changed) {
    const Settings settings = all_settings(experiment_, changed);
    for (const auto& [key, value] : settings) {
      const auto* month = std::get_if<std::int64_t>(&value);
      if (!month || !key.ends_with(".start") || *month < experiment_.run.months || !in_use(key, settings)) continue;
      const auto [at, is_new] = here_.try_emplace({key, scenario}, LateMonths{*month, *month});
      if (!is_new) at->second = {std::min(at->second.first, *month), std::max(at->second.last, *month)};
    }
  }
  void end_point() {
    const bool first = points_++ == 0;
    for (auto& [which, months] : here_)
      if (const auto before = late_.find(which); before != late_.end())
        months = {std::min(months.first, before->second.first), std::max(months.last, before->second.last)};
    if (!first) std::erase_if(here_, [&](const auto& each) { return !late_.contains(each.first); });
    late_ = std::move(here_);
    here_.clear();
  }
  bool none_left() const { return late_.empty(); }

  void tell(std::vector<std::string>& notes) const {
    std::map<std::string, std::string> scenarios;  // what is late -> where
    for (const auto& [which, months] : late_) {
      std::string& where = scenarios[which.first + " = " + std::to_string(months.first) +
                                     (months.first < months.last ? " to " + std::to_string(months.last) : "")];
      where += (where.empty() ? "\"" : ", \"") + experiment_.scenarios[which.second].name + "\"";
    }
    for (const auto& [what, where] : scenarios)
      notes.push_back(what + " is never reached: " + run_text(experiment_) + " (scenario " + where + ")");
  }

 private:
  using Which = std::pair<std::string, std::size_t>;  // the key, and the scenario
  const Experiment& experiment_;
  std::map<Which, LateMonths> here_, late_;  // at this point, and at every one so far
  std::size_t points_ = 0;
};

/// Settings that do nothing wherever they stand: in no scenario, at no time and at no point of the design.
class PointlessSettings {
 public:
  explicit PointlessSettings(const Experiment& experiment) : experiment_(experiment) {}

  void see(std::size_t scenario, const AnyParameters& parameters, const Settings& settings) {
    std::set<std::string> keys;
    for (const std::string& sentence : parameters.pointless(settings)) {
      const std::string key = key_at_start(sentence, settings);
      if (const auto& match = experiment_.scenarios[scenario].match; match && match->by == key) continue;
      keys.insert(key);
      here_.insert(key);
      if (points_ == 0) found_.try_emplace({key, text_of(settings, key)}, sentence);
    }
    for (const auto& [key, value] : settings)
      if (!keys.contains(key)) at_work_.emplace(key, to_text(value));
  }
  void end_point() {
    ++points_;
    std::erase_if(found_,
                  [&](const auto& each) { return !here_.contains(each.first.first) || at_work_.contains(each.first); });
    here_.clear();
    if (points_ > 1 || found_.empty()) return;
    // From the second point on, only what was found at the first one matters
    std::erase_if(at_work_, [&](const auto& each) { return !found_.contains(each); });
  }
  bool none_left() const { return found_.empty(); }

  void tell(std::vector<std::string>& notes) const {
    for (const auto& [which, sentence] : found_)
      if (std::find(notes.begin(), notes.end(), sentence) == notes.end()) notes.push_back(sentence);
  }

 private:
  using Which = std::pair<std::string, std::string>;  // the key, and its value
  /// The longest that it may be: a key may have spaces in it, as the name of a service may.
  static std::string key_at_start(const std::string& sentence, const Settings& settings) {
    std::string found;
    for (const auto& [key, value] : settings)
      if (key.size() > found.size() && sentence.starts_with(key + " ")) found = key;
    EXPECT(!found.empty());
    return found;
  }
  static std::string text_of(const Settings& settings, const std::string& key) {
    const auto found = settings.find(key);
    return found == settings.end() ? "" : to_text(found->second);
  }
  const Experiment& experiment_;
  std::map<Which, std::string> found_;  // what may be said of them: of those at the first point, what held so far
  std::set<Which> at_work_;             // settings that do something somewhere
  std::set<std::string> here_;          // keys of which something is said at this point
  std::size_t points_ = 0;
};

/// Groups that have nobody in them in any version.
class EmptyGroups {
 public:
  explicit EmptyGroups(const Experiment& experiment) : left_(experiment.groups) {}

  void see(std::shared_ptr<const AnyParameters> parameters) {
    std::erase_if(left_, [&](const GroupSpec& group) { return parameters->empty_groups({group}).empty(); });
    if (!first_) first_ = parameters;
    if (left_.empty()) return;
    const auto sentences = parameters->empty_groups(left_);
    alike_ = alike_ && sentences == first_->empty_groups(left_);
  }
  bool none_left() const { return left_.empty(); }

  void tell(std::vector<std::string>& notes) const {
    if (left_.empty() || !first_) return;
    for (const std::string& sentence : first_->empty_groups(left_))
      notes.push_back(sentence +
                      (alike_ ? "" : " (so it is at the first design point, and much the same at the others)"));
  }

 private:
  std::vector<GroupSpec> left_;
  std::shared_ptr<const AnyParameters> first_;
  bool alike_ = true;
};

/// What holds in every version that is looked at.
void notes_on_versions(const Experiment& experiment, std::vector<std::string>& notes) {
  LateStarts late(experiment);
  PointlessSettings pointless(experiment);
  EmptyGroups empty(experiment);
  const auto points = design_points(experiment.design);
  for (const std::size_t at : points_checked(experiment.design.value_or(Design{}), points,
                                             most_versions_looked_at / experiment.scenarios.size())) {
    const Settings point = points[at];
    for (std::size_t scenario = 0; scenario < experiment.scenarios.size(); ++scenario) {
      bool first = true;
      for (const auto& [from, changed] : resolve_settings(experiment, experiment.scenarios[scenario], point)) {
        std::shared_ptr<const AnyParameters> parameters = experiment.model->read(changed, experiment.keys_in_use);
        late.see(scenario, changed);
        pointless.see(scenario, *parameters, changed);
        if (std::exchange(first, false)) empty.see(parameters);
      }
    }
    late.end_point();
    pointless.end_point();
    if (late.none_left() && pointless.none_left() && empty.none_left()) break;
  }
  late.tell(notes);
  pointless.tell(notes);
  empty.tell(notes);
}

void equal_scenarios(const Experiment& experiment, std::vector<std::string>& notes) {
  const std::size_t count = experiment.scenarios.size();
  if (count < 2) return;
  const auto points = points_checked(experiment.design.value_or(Design{}), design_points(experiment.design),
                                     most_pairs_looked_at / (count * count));
  if (count * count * points.size() > 2 * most_pairs_looked_at) return;
  const auto same = never_differing(experiment, points);
  for (std::size_t later = 0; later < count; ++later)
    if (same[later])
      notes.push_back("scenario \"" + experiment.scenarios[later].name + "\" is the same as \"" +
                      experiment.scenarios[*same[later]].name + "\" in every " + experiment.model->time_unit +
                      " of the run: nothing that differs between the two takes effect in it");
}

}  // namespace

std::vector<std::string> never_reached(const Experiment& experiment) {
  std::vector<std::string> notes;
  notes_on_versions(experiment, notes);
  equal_scenarios(experiment, notes);
  return notes;
}

bool can_be_made_alike(const Experiment& experiment, std::size_t scenario) {
  const auto& scenarios = experiment.scenarios;
  Experiment both = experiment;
  both.scenarios = {scenarios[scenario]};
  for (const Scenario& other : scenarios)
    if (other.name == scenarios[scenario].match->scenario) both.scenarios.push_back(other);
  const auto points =
      points_checked(experiment.design.value_or(Design{}), design_points(experiment.design), most_versions_looked_at);
  return never_differing(both, points).back().has_value();
}

}  // namespace streetlight
