#include "web/engine/trust_apart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "sim/core/check.hpp"

namespace streetlight::page {

namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// Which columns of the table are what.
struct FamilyColumns {
  std::size_t table = 0, width = 0;
  std::size_t month = 0, family = 0, trust = 0, flagged = 0, visited = 0;
};

FamilyColumns family_columns(const PanelShape& shape) {
  for (std::size_t t = 0; t < shape.tables.size(); ++t) {
    if (shape.tables[t].name != "families") continue;
    const auto& columns = shape.tables[t].columns;
    const auto place = [&](const std::string& name) {
      const auto found =
          std::find_if(columns.begin(), columns.end(), [&](const auto& each) { return each.name == name; });
      VALIDATE(found != columns.end(), "the table of families has no column " + name);
      return static_cast<std::size_t>(found - columns.begin());
    };
    return {t, columns.size(), place("month"), place("family"), place("trust"), place("flagged"), place("visited")};
  }
  throw InvalidInput("the experiment follows no families (output.family_sample = 0)");
}

/// The rows of one run.
class FamilyRows {
 public:
  FamilyRows(const RunSource& results, const FamilyColumns& places, const RunKey& run)
      : places_(places), numbers_(results.rows(places.table, run)) {}

  std::size_t size() const { return numbers_.size() / places_.width; }
  double month(std::size_t row) const { return at(row, places_.month); }
  double family(std::size_t row) const { return at(row, places_.family); }
  double trust(std::size_t row) const { return at(row, places_.trust); }
  bool flagged(std::size_t row) const { return at(row, places_.flagged) == 1; }
  bool visited(std::size_t row) const { return at(row, places_.visited) == 1; }

  bool flags() const {
    for (std::size_t row = 0; row < size(); ++row)
      if (flagged(row)) return true;
    return false;
  }

 private:
  double at(std::size_t row, std::size_t column) const { return numbers_[row * places_.width + column]; }

  const FamilyColumns& places_;
  std::vector<double> numbers_;
};

/// In how many keys two scenarios differ at the beginning.
std::size_t differences(const Experiment& experiment, std::size_t a, std::size_t b) {
  const auto settings = [&](std::size_t scenario) {
    return resolve_settings(experiment, experiment.scenarios[scenario], {}).front().second;
  };
  const Settings here = settings(a), there = settings(b);
  std::set<std::string> keys;
  for (const auto* each : {&here, &there})
    for (const auto& [key, value] : *each) keys.insert(key);
  return static_cast<std::size_t>(std::count_if(keys.begin(), keys.end(), [&](const std::string& key) {
    const auto x = here.find(key), y = there.find(key);
    return x == here.end() || y == there.end() || x->second != y->second;
  }));
}

}  // namespace

std::vector<TrustApart> trust_apart(const RunSource& results, const Experiment& experiment) {
  const PanelShape& shape = results.shape();
  const FamilyColumns places = family_columns(shape);
  const auto replicates = static_cast<std::uint32_t>(shape.replicates);
  std::vector<std::uint32_t> with, without;
  for (std::uint32_t s = 0; s < shape.scenarios.size(); ++s) {
    bool flags = false;
    for (std::uint32_t r = 0; r < replicates && !flags; ++r)
      flags = results.completed({s, 0, r}) && FamilyRows(results, places, {s, 0, r}).flags();
    (flags ? with : without).push_back(s);
  }
  VALIDATE(!with.empty() && !without.empty(),
           "it needs a scenario that flags families who are followed, and one that flags nobody");

  std::vector<TrustApart> out;
  for (const std::uint32_t s : with) {
    const auto twin = *std::min_element(without.begin(), without.end(), [&](std::uint32_t a, std::uint32_t b) {
      return differences(experiment, s, a) < differences(experiment, s, b);
    });
    TrustApart apart{s, {}};
    for (auto& each : apart.by_visited) each.assign(shape.times.size(), std::vector<double>(replicates, no_value));
    for (std::uint32_t r = 0; r < replicates; ++r) {
      if (!results.completed({s, 0, r}) || !results.completed({twin, 0, r})) continue;
      const FamilyRows here(results, places, {s, 0, r}), there(results, places, {twin, 0, r});
      VALIDATE(here.size() == there.size(), "the scenarios follow different families");
      std::set<double> hit;
      for (std::size_t row = 0; row < here.size(); ++row)
        if (here.flagged(row) && here.visited(row)) hit.insert(here.family(row));
      std::array<std::vector<double>, 2> sums, counts;
      for (auto* each : {&sums, &counts})
        for (auto& part : *each) part.assign(shape.times.size(), 0);
      for (std::size_t row = 0; row < here.size(); ++row) {
        VALIDATE(here.family(row) == there.family(row) && here.month(row) == there.month(row),
                 "the scenarios follow different families");
        const auto t = static_cast<std::size_t>((static_cast<std::int64_t>(here.month(row)) - shape.times.front()) /
                                                shape.interval);
        if (t >= shape.times.size()) continue;
        const std::size_t which = hit.contains(here.family(row)) ? 1 : 0;
        sums[which][t] += here.trust(row) - there.trust(row);
        counts[which][t] += 1;
      }
      for (std::size_t which = 0; which < 2; ++which)
        for (std::size_t t = 0; t < shape.times.size(); ++t)
          if (counts[which][t] > 0) apart.by_visited[which][t][r] = sums[which][t] / counts[which][t];
    }
    out.push_back(std::move(apart));
  }
  return out;
}

}  // namespace streetlight::page
