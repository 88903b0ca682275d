#include "models/targeting/outcomes/family_state.hpp"

#include <bit>
#include <functional>
#include <limits>
#include <utility>

#include "models/targeting/model.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {

namespace {

using Kind = StateColumn::Type;
using Family = std::uint32_t;
using Get = std::function<double(const World&, Family)>;
using Set = std::function<void(World&, Family, double)>;

constexpr Range as_counted{-32767, 32767, true, true};  ///< beyond, need and trust are not counted (sweep.cpp)
constexpr Range of_a_share{0, 1};
constexpr Range yes_or_no{0, 1};
constexpr Range on_file{0, 1e6};

struct FamilyColumn {
  StateColumn shown;
  Get get;
  Set set{};
};

double month_or_nothing(Stamp stamp) {
  return stamp == never ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(stamp);
}

/// The columns of a world: first those of every model, then those by attribute and by service.
class FamilyColumns {
 public:
  explicit FamilyColumns(const World& world) : world_(world) {
    add_home();
    add_need_and_trust();
    add_programme();
    add_month();
    add_attributes();
    add_services();
  }

  std::vector<FamilyColumn> take() && { return std::move(columns_); }

 private:
  void add(std::string name, std::string unit, std::string meaning, Kind type, Get get) {
    columns_.push_back({{std::move(name), std::move(unit), std::move(meaning), type}, std::move(get)});
  }
  void add_settable(std::string name, std::string unit, std::string meaning, Kind type, const Range& range, Get get,
                    Set set) {
    columns_.push_back({{std::move(name), std::move(unit), std::move(meaning), type, {}, true, range},
                        std::move(get),
                        std::move(set)});
  }
  void add_words(std::string name, std::string meaning, std::vector<std::string> labels, Get get) {
    columns_.push_back({{std::move(name), "", std::move(meaning), Kind::label, std::move(labels)}, std::move(get)});
  }
  void add_real(std::string name, std::string unit, std::string meaning, const Range& range,
                std::vector<float> Families::*column) {
    add_settable(
        std::move(name), std::move(unit), std::move(meaning), Kind::real, range,
        [column](const World& world, Family i) { return static_cast<double>((world.families.*column)[i]); },
        [column](World& world, Family i, double value) { (world.families.*column)[i] = static_cast<float>(value); });
  }
  Get has(Status one) {
    return [one](const World& world, Family i) { return (world.families.status[i] & one) != 0; };
  }
  Get happened(Event one) {
    return [one](const World& world, Family i) { return (world.families.events[i] & one) != 0; };
  }
  /// `also` is set with it, whichever way.
  void add_status(std::string name, std::string meaning, Status one, std::uint16_t also = 0) {
    add_settable(std::move(name), "", std::move(meaning), Kind::flag, yes_or_no, has(one),
                 [one, also](World& world, Family i, double value) {
                   auto& status = world.families.status[i];
                   const unsigned others = status & ~static_cast<unsigned>(one);
                   status = static_cast<std::uint16_t>(others | also | (value != 0 ? static_cast<unsigned>(one) : 0U));
                 });
  }
  void add_last(std::string name, std::string what, std::vector<Stamp> Families::*column) {
    add(std::move(name), "month", "month of the last " + what + "; nothing when there was none", Kind::real,
        [column](const World& world, Family i) { return month_or_nothing((world.families.*column)[i]); });
  }
  void add_services_in(std::string name, std::string meaning, std::vector<std::uint32_t> Families::*column) {
    add(std::move(name), "services", std::move(meaning), Kind::whole,
        [column](const World& world, Family i) { return std::popcount((world.families.*column)[i]); });
  }

  void add_home() {
    add_words("authority", "authority in which the family lives", TargetingModel::authorities(world_.parameters),
              [](const World& world, Family i) { return world.authority_of(i); });
    add("neighbourhood", "", "number of the neighbourhood, from 0", Kind::whole,
        [](const World& world, Family i) { return world.society->neighbourhoods.of(i); });
    add("decile", "", "deprivation decile of the neighbourhood, 1 least deprived", Kind::whole,
        [](const World& world, Family i) {
          return world.society->neighbourhoods.decile[world.society->neighbourhoods.of(i)];
        });
    add("generation", "", "how many families have lived in this home before", Kind::whole,
        [](const World& world, Family i) { return world.families.generation[i]; });
    add("age", "months", "age of the youngest child", Kind::whole,
        [](const World& world, Family i) { return world.families.age[i]; });
  }

  void add_need_and_trust() {
    add_real("need", "sd", "need, theta", as_counted, &Families::need);
    add_real("need_setpoint", "sd", "where need is pulled to, mu", as_counted, &Families::need_setpoint);
    add("in_need", "", "need stands at or above the threshold", Kind::flag,
        [](const World& world, Family i) { return world.in_need(i); });
    add_real("trust", "log-odds", "trust in institutions, tau", as_counted, &Families::trust);
    add_real("trust_setpoint", "log-odds", "where trust recovers to, tau0", as_counted, &Families::trust_setpoint);
    add_real("scrutiny", "share", "how closely services look since the last visit, q", of_a_share, &Families::scrutiny);
  }

  void add_programme() {
    add_status("aware", "knows of the programme", aware);
    add_status("opted_out", "has left the programme's data", opted_out);
    add_status("consented", "has said yes to the programme; one who was set is not asked again", consented, asked);
    add("open_case", "", "has an open case", Kind::flag, has(open_case));
    add_settable(
        "care", "records", "social-care record, older entries counting less", Kind::real, on_file,
        [](const World& world, Family i) { return static_cast<double>(world.care_of(i)); },
        [](World& world, Family i, double value) {
          auto& families = world.families;
          families.care[i] = world.remains.with(0.0f, never, static_cast<float>(value));
          if (value > 0) families.last_care[i] = stamp_of(world.month);
        });
    add_last("last_flag", "flag", &Families::last_flag);
    add_last("last_visit", "visit", &Families::last_visit);
    add_last("last_finding", "finding", &Families::last_finding);
    add_last("last_referral", "referral", &Families::last_referral);
  }

  void add_month() {
    add_services_in("contacts", "services in contact with this month", &Families::contacts);
    add_services_in("deterred", "services kept away from this month because trust is below its set-point", &Families::deterred);
    add_services_in("concerns", "services that recorded a concern this month", &Families::concerns);
    add("flagged", "", "flagged by the programme this month", Kind::flag,
        [](const World& world, Family i) { return world.families.last_flag[i] == stamp_of(world.month); });
    add("visited", "", "visited this month", Kind::flag, happened(visited));
    add("found", "", "a visit this month ended in a finding", Kind::flag,
        [](const World& world, Family i) { return world.families.last_finding[i] == stamp_of(world.month); });
    add("helped", "", "a visit this month brought help", Kind::flag, happened(helped));
    add("harmed", "", "a child was harmed this month", Kind::flag, happened(harmed));
  }

  void add_attributes() {
    std::size_t k = 0;  // those without levels are not attributes of families
    for (const auto& attribute : world_.parameters.population.attributes)
      if (!attribute.levels.empty()) {
        add_words("attributes." + attribute.name, attribute.name + " of the family", attribute.levels,
                  [k](const World& world, Family i) {
                    return world.society->attributes.level(world.families.profile[i], k);
                  });
        ++k;
      }
  }

  void add_services() {
    for (std::size_t s = 0; s < world_.rates.services.size(); ++s) {
      const std::string& service = world_.parameters.services.list[s].name;
      add_settable(
          "records." + service, "concerns", "concerns on file at " + service + ", older ones counting less", Kind::real,
          on_file, [s](const World& world, Family i) { return static_cast<double>(world.count_of(i, s)); },
          [s](World& world, Family i, double value) {
            auto& last = world.families.last_entry_of(s)[i];
            world.families.records_of(s)[i] = world.remains.with(0.0f, never, static_cast<float>(value));
            last = value > 0 ? stamp_of(world.month) : never;
          });
      add("contacts." + service, "", "in contact with " + service + " this month", Kind::flag,
          [s](const World& world, Family i) { return world.families.contacts[i] >> s & 1U; });
    }
  }

  const World& world_;
  std::vector<FamilyColumn> columns_;
};

FamilyColumn column_at(const World& world, std::size_t index) {
  auto columns = FamilyColumns(world).take();
  EXPECT(index < columns.size());
  return std::move(columns[index]);
}

}  // namespace

std::vector<StateColumn> family_columns(const World& world) {
  std::vector<StateColumn> shown;
  for (auto& column : FamilyColumns(world).take()) shown.push_back(std::move(column.shown));
  return shown;
}

void read_family_column(const World& world, std::size_t column, std::span<double> out) {
  EXPECT(out.size() == world.families.size());
  const Get get = column_at(world, column).get;
  for (Family i = 0; i < out.size(); ++i) out[i] = get(world, i);
}

void write_family_column(World& world, std::size_t column, std::span<const double> values) {
  EXPECT(values.size() == world.families.size());
  const auto [shown, get, set] = column_at(world, column);
  EXPECT(set);
  for (Family i = 0; i < values.size(); ++i)
    if (values[i] != get(world, i)) set(world, i, values[i]);
}

}  // namespace streetlight::targeting
