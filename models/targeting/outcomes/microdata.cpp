#include "models/targeting/outcomes/microdata.hpp"

#include <algorithm>
#include <limits>

#include "models/targeting/model.hpp"
#include "models/targeting/policy/features.hpp"
#include "models/targeting/records/linkage.hpp"

namespace streetlight::targeting {

namespace {

using Type = TableColumn::Type;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// Columns of the records that are known only when the horizon is over; they come last.
constexpr std::size_t later_records = 2, later_truth = 1;

std::vector<std::string> authority_names(const TargetingParameters& parameters) {
  return TargetingModel::authorities(parameters);
}

/// Last entry at a service as the programme sees it: nothing when unlinked, somebody else's when falsely linked.
Stamp seen_entry(const World& world, std::uint32_t family, std::size_t service) {
  const auto& families = world.families;
  Stamp last = families.links[family] >> service & 1U ? families.last_entry_of(service)[family] : never;
  if (families.false_links[family] >> service & 1U)
    last = std::max(last, families.last_entry_of(service)[false_link(world, family, service)]);
  return world.remains.expired(last) ? never : last;  // an erased file tells nothing
}

double months_since(Stamp then, Month now) { return then == never ? nothing : static_cast<double>(now - then); }

/// One family's row of the records, as it stands at the month's end.
void append_records(const World& world, std::uint32_t family, std::vector<double>& row) {
  const auto& families = world.families;
  const auto& hoods = world.society->neighbourhoods;
  const auto& attributes = world.society->attributes;
  row.push_back(family);
  row.push_back(world.authority_of(family));
  row.push_back(hoods.decile[hoods.of(family)]);
  row.push_back(families.age[family]);
  for (std::size_t k = 0; k < attributes.attributes(); ++k)
    row.push_back(static_cast<double>(attributes.level(families.profile[family], k)));

  const auto& services = world.parameters.services.list;
  Stamp last = never;
  for (std::size_t s = 0; s < services.size(); ++s) {
    if (!services[s].linked) continue;
    row.push_back(static_cast<double>(seen_count(world, family, s)));
    last = std::max(last, seen_entry(world, family, s));
  }
  row.push_back(months_since(last, world.month));
  row.push_back(static_cast<double>(world.care_of(family)));
  row.push_back(families.status[family] & open_case ? 1.0 : 0.0);
  row.push_back(months_since(families.last_referral[family], world.month));
  row.push_back(months_since(families.last_visit[family], world.month));
  row.push_back(nothing);
  row.push_back(nothing);
}

void append_truth(const World& world, std::uint32_t family, std::vector<double>& row) {
  row.push_back(family);
  row.push_back(static_cast<double>(world.families.need[family]));
  row.push_back(world.in_need(family) ? 1.0 : 0.0);
  row.push_back(static_cast<double>(world.families.trust[family]));
  row.push_back(nothing);
}

}  // namespace

Month Microdata::horizon(const TargetingParameters& parameters) { return static_cast<Month>(parameters.risk.horizon); }

LinkedRecords Microdata::columns(const TargetingParameters& parameters) {
  LinkedRecords made;
  const std::string span = std::to_string(horizon(parameters)) + " months after";
  const auto id =
      TableColumn{"id", "", "number of the family, the same in the records and in the truth", Type::whole, {}};
  auto& records = made.records.columns;
  records = {id,
             {"authority", "", "authority in which the family lives", Type::label, authority_names(parameters)},
             {"decile", "", "deprivation decile of the neighbourhood, 1 least deprived", Type::whole, {}},
             {"age_of_youngest", "months", "age of the youngest child", Type::whole, {}}};
  for (const auto& attribute : parameters.population.attributes)
    if (!attribute.levels.empty())
      records.push_back({attribute.name, "", attribute.name + " of the family", Type::label, attribute.levels});
  for (const auto& service : parameters.services.list)
    if (service.linked)
      records.push_back({"concerns_" + service.name,
                         "concerns",
                         "concerns on file at " + service.name + " as linked, older ones counting less",
                         Type::real,
                         {}});
  records.push_back(
      {"months_since_concern", "months", "since the last concern on file; empty when there is none", Type::whole, {}});
  records.push_back(
      {"social_care", "findings", "findings on file at social care, older ones counting less", Type::real, {}});
  records.push_back({"open_case", "", "1: has an open case", Type::whole, {}});
  records.push_back(
      {"months_since_referral", "months", "since the last referral; empty when there was none", Type::whole, {}});
  records.push_back(
      {"months_since_visit", "months", "since the last visit; empty when there was none", Type::whole, {}});
  records.push_back(
      {"visited_after", "", "1: visited in the " + span + ": known too late to be a feature", Type::whole, {}});
  records.push_back(
      {"finding_after", "", "1: a visit ended in a finding in the " + span + ": the label", Type::whole, {}});
  made.truth.columns = {id,
                        {"need", "sd", "need", Type::real, {}},
                        {"in_need", "", "1: need stands at or above the threshold", Type::whole, {}},
                        {"trust", "log-odds", "trust in institutions", Type::real, {}},
                        {"harmed_after", "", "1: a child was harmed in the " + span, Type::whole, {}}};
  return made;
}

Microdata::Microdata(const TargetingModel& model)
    : month_(model.world().month), so_far_(columns(model.world().parameters)) {
  const World& world = model.world();
  for (std::uint32_t family = 0; family < world.families.size(); ++family) {
    if (!in_scope(world, family)) {
      ++so_far_.unlinked;
      continue;
    }
    family_.push_back(family);
    generation_.push_back(world.families.generation[family]);
    append_records(world, family, so_far_.records.values);
    append_truth(world, family, so_far_.truth.values);
  }
  harmed_.resize(family_.size());
  visited_.resize(family_.size());
}

void Microdata::follow(const TargetingModel& model) {
  const auto& families = model.world().families;
  for (std::size_t row = 0; row < family_.size(); ++row) {
    if (families.generation[family_[row]] != generation_[row]) continue;
    harmed_[row] |= (families.events[family_[row]] & harmed) != 0;
    visited_[row] |= (families.events[family_[row]] & visited) != 0;
  }
}

LinkedRecords Microdata::take(const TargetingModel& model) const {
  const auto& families = model.world().families;
  LinkedRecords taken = so_far_;
  const std::size_t wide = taken.records.columns.size(), narrow = taken.truth.columns.size();
  taken.records.values.clear();
  taken.truth.values.clear();
  for (std::size_t row = 0; row < family_.size(); ++row) {
    if (families.generation[family_[row]] != generation_[row]) {
      ++taken.left;
      continue;
    }
    const auto copy = [row](const std::vector<double>& from, std::size_t width, std::size_t later,
                            std::vector<double>& to) {
      const auto start = from.begin() + static_cast<std::ptrdiff_t>(row * width);
      to.insert(to.end(), start, start + static_cast<std::ptrdiff_t>(width - later));
    };
    copy(so_far_.records.values, wide, later_records, taken.records.values);
    taken.records.values.push_back(visited_[row]);
    taken.records.values.push_back(families.last_finding[family_[row]] > stamp_of(month_) ? 1.0 : 0.0);
    copy(so_far_.truth.values, narrow, later_truth, taken.truth.values);
    taken.truth.values.push_back(harmed_[row]);
  }
  return taken;
}

}  // namespace streetlight::targeting
