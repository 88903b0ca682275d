#include "models/targeting/outcomes/sampled.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace streetlight::targeting {

std::vector<std::uint32_t> sampled_families(std::int64_t families, std::int64_t sample) {
  std::vector<std::uint32_t> chosen;
  const std::int64_t wanted = std::min(families, sample);
  for (std::int64_t k = 0; k < wanted; ++k) chosen.push_back(static_cast<std::uint32_t>(k * families / wanted));
  return chosen;
}

TableShape sampled_table() {
  using Type = TableColumn::Type;
  return {"families",
          "sampled families month by month, the same in every scenario",
          {{"month", "month", "month", Type::whole, {}},
           {"family", "", "number of the home; the same in every scenario and replicate", Type::whole, {}},
           {"generation", "", "how many families have lived there before", Type::whole, {}},
           {"decile", "", "deprivation decile of the neighbourhood, 1 least deprived", Type::whole, {}},
           {"age", "months", "age of the youngest child", Type::whole, {}},
           {"need", "sd", "need, theta", Type::real, {}},
           {"in_need", "", "1: need stands at or above the threshold", Type::whole, {}},
           {"trust", "log-odds", "trust, tau", Type::real, {}},
           {"aware", "", "1: knows of the programme", Type::whole, {}},
           {"contacts", "contacts", "services in contact with this month", Type::whole, {}},
           {"deterred", "contacts", "contacts that did not happen for distrust", Type::whole, {}},
           {"concerns", "concerns", "concerns recorded this month", Type::whole, {}},
           {"flagged", "", "1: flagged by the programme this month", Type::whole, {}},
           {"visited", "", "1: visited this month", Type::whole, {}},
           {"found", "", "1: a visit this month ended in a finding", Type::whole, {}},
           {"harmed", "", "1: a child was harmed this month", Type::whole, {}},
           {"records", "files", "services that hold a record of the family", Type::whole, {}},
           {"care", "records", "social-care record, decayed", Type::real, {}},
           {"open_case", "", "1: has an open case", Type::whole, {}},
           {"authority", "", "number of the authority, from 1", Type::whole, {}},
           {"score",
            "",
            "what this month's selection ranked by; missing where the family was no candidate",
            Type::real,
            {}},
           {"audited", "", "1: flagged this month by lot, whatever its score", Type::whole, {}}}};
}

void append_sampled(const World& world, Month month, std::vector<double>& rows) {
  const auto& families = world.families;
  const auto& hoods = world.society->neighbourhoods;
  const auto now = stamp_of(month);
  const auto& followed = world.followed;
  const bool selected = !followed.score.empty();
  for (std::size_t k = 0; k < followed.family.size(); ++k) {
    const auto i = followed.family[k];
    int held = 0;
    for (std::size_t s = 0; s < world.rates.services.size(); ++s) held += world.count_of(i, s) > 0.0f;
    const auto status = families.status[i], events = families.events[i];
    const double row[] = {static_cast<double>(month),
                          static_cast<double>(i),
                          static_cast<double>(families.generation[i]),
                          static_cast<double>(hoods.decile[hoods.of(i)]),
                          static_cast<double>(families.age[i]),
                          static_cast<double>(families.need[i]),
                          static_cast<double>(world.in_need(i)),
                          static_cast<double>(families.trust[i]),
                          (status & aware) ? 1.0 : 0.0,
                          static_cast<double>(std::popcount(families.contacts[i])),
                          static_cast<double>(std::popcount(families.deterred[i])),
                          static_cast<double>(std::popcount(families.concerns[i])),
                          families.last_flag[i] == now ? 1.0 : 0.0,
                          (events & visited) ? 1.0 : 0.0,
                          families.last_finding[i] == now ? 1.0 : 0.0,
                          (events & harmed) ? 1.0 : 0.0,
                          static_cast<double>(held),
                          static_cast<double>(world.care_of(i)),
                          (status & open_case) ? 1.0 : 0.0,
                          1.0 + world.authority_of(i),
                          selected ? static_cast<double>(followed.score[k]) : std::numeric_limits<double>::quiet_NaN(),
                          selected && followed.audited[k] ? 1.0 : 0.0};
    rows.insert(rows.end(), std::begin(row), std::end(row));
  }
}

}  // namespace streetlight::targeting
