#include "sim/experiment/first_difference.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>

#include "sim/experiment/matched_scenario.hpp"

namespace streetlight {

namespace {

/// A scenario at a point of the design, month by month.
class InEffect {
 public:
  InEffect(const Experiment& experiment, const Scenario& scenario, const Settings& point)
      : segments_(resolve(experiment, scenario, point)) {}

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

/// The same search, which finds the same value where the scenarios are the same.
bool alike(const Match& a, const Match& b) {
  return a.scenario == b.scenario && a.column == b.column && a.by == b.by && a.low == b.low && a.high == b.high &&
         a.from == b.from && a.tolerance == b.tolerance && a.replicates == b.replicates;
}

/// What a scenario may be: with a match, which may find any value, it is looked at with both ends of the range.
class MayBe {
 public:
  MayBe(const Experiment& experiment, std::size_t scenario, const Settings& point)
      : match_(experiment.scenarios[scenario].match) {
    const Scenario& own = experiment.scenarios[scenario];
    if (match_)
      for (const double end : {match_->low, match_->high})
        forms_.emplace_back(experiment, with_matched_value(own, end), point);
    else
      forms_.emplace_back(experiment, own, point);
  }

  bool may_differ(MayBe& other, Month month) {
    const bool together = match_ && other.match_ && alike(*match_, *other.match_);
    for (std::size_t i = 0; i < forms_.size(); ++i)
      for (std::size_t j = 0; j < other.forms_.size(); ++j)
        if ((!together || i == j) && differ(forms_[i], other.forms_[j], month)) return true;
    return false;
  }

 private:
  const std::optional<Match>& match_;
  std::vector<InEffect> forms_;
};

/// The first month before `end` in which they differ, or `end`. A difference in the spin-up lasts: it counts as month
/// 0.
Month first_before(Month end, Month spin_up, MayBe& one, MayBe& other) {
  if (end > 0 && one.may_differ(other, -spin_up)) return 0;
  for (Month month = 0; month < end; ++month)
    if (one.may_differ(other, month)) return month;
  return end;
}

}  // namespace

std::optional<Month> first_difference(const Experiment& experiment) {
  Month first = experiment.run.months;
  for (const Settings point : design_points(experiment.design)) {
    MayBe baseline(experiment, 0, point);
    for (std::size_t scenario = 1; first > 0 && scenario < experiment.scenarios.size(); ++scenario) {
      MayBe other(experiment, scenario, point);
      first = first_before(first, experiment.run.spin_up, baseline, other);
    }
    if (first == 0) break;
  }
  return first < experiment.run.months ? std::optional(first) : std::nullopt;
}

std::vector<std::optional<std::size_t>> never_differing(const Experiment& experiment,
                                                        std::span<const std::size_t> points) {
  const std::size_t count = experiment.scenarios.size();
  std::vector<std::vector<bool>> differing(count, std::vector<bool>(count));
  std::size_t undecided = count * (count - 1) / 2;
  const auto design = design_points(experiment.design);
  for (const std::size_t at : points) {
    if (undecided == 0) break;
    const Settings point = design[at];
    std::vector<MayBe> scenarios;
    for (std::size_t scenario = 0; scenario < count; ++scenario) scenarios.emplace_back(experiment, scenario, point);
    for (std::size_t later = 1; later < count; ++later)
      for (std::size_t earlier = 0; earlier < later; ++earlier) {
        if (differing[later][earlier] || first_before(experiment.run.months, experiment.run.spin_up, scenarios[earlier],
                                                      scenarios[later]) == experiment.run.months)
          continue;
        differing[later][earlier] = true;
        --undecided;
      }
  }
  std::vector<std::optional<std::size_t>> same(count);
  for (std::size_t later = 1; later < count; ++later)
    for (std::size_t earlier = 0; earlier < later && !same[later]; ++earlier)
      if (!differing[later][earlier]) same[later] = earlier;
  return same;
}

}  // namespace streetlight
