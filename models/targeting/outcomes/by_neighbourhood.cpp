#include "models/targeting/outcomes/by_neighbourhood.hpp"

#include <algorithm>
#include <bit>

#include "models/targeting/population/settling.hpp"

namespace streetlight::targeting {

namespace {

constexpr Month year = 12;

/// What is counted, families first; the stocks are divided by the months in the end.
constexpr std::size_t families_count = 0;
constexpr std::size_t need_count = 1;
constexpr std::size_t open_cases_count = 2;
constexpr std::size_t trust_sum = 3;
constexpr std::size_t stocks = 4;  // so many: what follows are flows
constexpr std::size_t harm_count = stocks;
constexpr std::size_t contacts_count = 5;
constexpr std::size_t deterred_count = 6;
constexpr std::size_t referrals_count = 7;
constexpr std::size_t flags_count = 8;
constexpr std::size_t flags_in_need_count = 9;
constexpr std::size_t visits_count = 10;
constexpr std::size_t unwarranted_count = 11;
constexpr std::size_t findings_count = 12;
constexpr std::size_t counts_end = 13;

}  // namespace

TableShape neighbourhood_table(const TargetingParameters& parameters, std::vector<std::string> authorities,
                               const ModelContext& context) {
  using Type = TableColumn::Type;
  return {"neighbourhoods",
          "neighbourhoods year by year: stocks are means over the months, flows are sums",
          {{"month", "month", "first month of the year", Type::whole, {}},
           {"months", "months", "months counted, 12 but in a last year that is cut off", Type::whole, {}},
           {"neighbourhood", "", "the neighbourhood", Type::label, neighbourhood_names(parameters, context.inputs)},
           {"authority", "", "the authority that it belongs to", Type::label, std::move(authorities)},
           {"deprivation", "sd", "deprivation, in the nation's standard deviations", Type::real, {}},
           {"decile", "", "deprivation decile, 1 least deprived", Type::whole, {}},
           {"families", "families", "families", Type::real, {}},
           {"need", "families", "families in need", Type::real, {}},
           {"open_cases", "families", "families with an open case", Type::real, {}},
           {"trust", "log-odds", "mean trust", Type::real, {}},
           {"harm", "harms", "families in which a child was harmed, month by month", Type::real, {}},
           {"contacts", "contacts", "contacts with services", Type::real, {}},
           {"deterred", "contacts", "contacts that did not happen for distrust", Type::real, {}},
           {"referrals", "referrals", "families referred to social care", Type::real, {}},
           {"flags", "flags", "families flagged by the programme", Type::real, {}},
           {"flags_in_need", "flags", "flags on families in need", Type::real, {}},
           {"visits", "visits", "families visited", Type::real, {}},
           {"unwarranted_visits", "visits", "visits to families not in need", Type::real, {}},
           {"findings", "findings", "visits that ended in a finding", Type::real, {}}}};
}

void NeighbourhoodCounts::add(const World& world, std::vector<double>& rows) {
  const auto& families = world.families;
  const auto& hoods = world.society->neighbourhoods;
  sums_.resize(hoods.deprivation.size() * counts_end);
  const Stamp now = stamp_of(world.month);
  std::uint32_t i = 0;
  for (std::uint32_t h = 0; h < hoods.deprivation.size(); ++h) {
    double* const sum = sums_.data() + h * counts_end;
    const std::uint32_t end = std::min(hoods.end_of(h), hoods.families);
    for (; i < end; ++i) {
      const auto events = families.events[i];
      const bool in_need = world.in_need(i), flagged = families.last_flag[i] == now;
      sum[families_count] += 1;
      sum[need_count] += in_need;
      sum[open_cases_count] += (families.status[i] & open_case) != 0;
      sum[trust_sum] += static_cast<double>(families.trust[i]);
      sum[harm_count] += (events & harmed) != 0;
      sum[contacts_count] += std::popcount(families.contacts[i]);
      sum[deterred_count] += std::popcount(families.deterred[i]);
      sum[referrals_count] += families.last_referral[i] == now;
      sum[flags_count] += flagged;
      sum[flags_in_need_count] += flagged && in_need;
      sum[visits_count] += (events & visited) != 0;
      sum[unwarranted_count] += (events & unwarranted) != 0;
      sum[findings_count] += families.last_finding[i] == now;
    }
  }
  if (++counted_ == year || world.month + 1 == months_) write(world, rows);
}

void NeighbourhoodCounts::write(const World& world, std::vector<double>& rows) {
  const auto& hoods = world.society->neighbourhoods;
  const auto months = static_cast<double>(counted_);
  for (std::uint32_t h = 0; h < hoods.deprivation.size(); ++h) {
    const double* const sum = sums_.data() + h * counts_end;
    const std::uint32_t first = hoods.home.empty() ? h * hoods.size : hoods.first[h];
    rows.insert(rows.end(),
                {static_cast<double>(world.month + 1 - counted_), months, static_cast<double>(h),
                 static_cast<double>(hoods.authority_of(first)), static_cast<double>(hoods.deprivation[h]),
                 static_cast<double>(hoods.decile[h]), sum[families_count] / months, sum[need_count] / months,
                 sum[open_cases_count] / months, sum[trust_sum] / sum[families_count]});
    rows.insert(rows.end(), sum + stocks, sum + counts_end);
  }
  sums_.clear();
  counted_ = 0;
}

}  // namespace streetlight::targeting
