#include "models/targeting/outcomes/plain_counts.hpp"

#include <bit>

#include "models/targeting/policy/running.hpp"
#include "models/targeting/records/consent.hpp"
#include "models/targeting/trust/licence.hpp"
#include "sim/core/self_check.hpp"

namespace streetlight::targeting {

namespace {

/// What is swept beside the bits of facts.
constexpr Count rare[] = {Count::harm_external, Count::harm_external_unseen, Count::harm_flagged,
                          Count::concerns,      Count::false_concerns,       Count::turned_away};
constexpr Count summed[] = {Count::trust_sum, Count::need_sum, Count::need_gap_sum, Count::avoided, Count::regained};
constexpr ServiceCount by_service[] = {ServiceCount::contacts, ServiceCount::deterred, ServiceCount::records,
                                       ServiceCount::concerns};

void count_family(const World& world, std::uint32_t i, Tally& tally) {
  const auto& families = world.families;
  const auto status = families.status[i], events = families.events[i];
  const std::uint32_t authority = world.authority_of(i);
  const auto count = [&](Count what, std::int64_t amount) {
    if (amount != 0)
      tally.add(tally.authorities() == 1 ? 0 : authority, world.groups_of(i), tally.column(what), amount);
  };

  // Files
  std::int64_t files = 0;
  for (std::size_t s = 0; s < world.rates.services.size(); ++s) {
    const bool has[] = {(families.contacts[i] >> s & 1U) != 0, (families.deterred[i] >> s & 1U) != 0,
                        !world.remains.expired(families.last_entry_of(s)[i]), (families.concerns[i] >> s & 1U) != 0};
    for (std::size_t k = 0; k < std::size(by_service); ++k)
      if (has[k])
        tally.add(tally.authorities() == 1 ? 0 : authority, world.groups_of(i), tally.column(by_service[k], s), 1);
    files += has[2];
  }
  count(Count::records, files);

  // Needs and harm
  const bool need = world.in_need(i), harm = (events & harmed) != 0, open = (status & open_case) != 0;
  const bool known = !world.remains.expired(families.last_care[i]);
  const bool unseen = harm && !known && !open, outside = (events & harmed_outside) != 0;
  count(Count::families, 1);
  count(Count::need, need);
  count(Count::harm, harm);
  count(Count::harm_unseen, unseen);
  count(Count::harm_external, outside);
  count(Count::harm_external_unseen, outside && unseen);
  count(Count::harm_flagged, harm && flagged_before(families.last_flag[i], world.month));
  count(Count::known, known);
  count(Count::open_cases, open);
  count(Count::need_unseen, need && !known && files == 0);
  count(Count::unmet_need, need && !within(families.last_relief[i], world.month, 3));
  const auto concerns = std::popcount(families.concerns[i]);
  count(Count::concerns, concerns);
  count(Count::false_concerns, events & (in_need_now | harmed) ? 0 : concerns);
  count(Count::turned_away, (events & turned_away) != 0);

  // The programme
  const bool knows = (status & aware) != 0, running = programme_running(world, authority);
  const float licence = licence_log_odds(families.trust[i], knows, running ? world.rates.licence_all : 0.0f,
                                         running ? world.rates.licence_aware : 0.0f);
  const bool consents = Consent(world.parameters.consent.mode)(status);
  const bool flagged = within(families.last_flag[i], world.month, 12);
  const bool found = within(families.last_finding[i], world.month, 12);
  count(Count::linked, (families.links[i] & world.rates.linked_services) != 0 && consents);
  count(Count::opted_out, (status & opted_out) != 0);
  count(Count::aware, knows);
  count(Count::licensed, licence >= 0.0f);
  count(Count::need_flagged, need && flagged);
  count(Count::unneeded_flagged, !need && flagged);
  count(Count::unfound, !found);
  count(Count::unfound_flagged, !found && flagged);
  count(Count::need_sum, summed_need(families.need[i]));
  count(Count::avoided, families.distrust[i] & 255U);
  count(Count::regained, families.distrust[i] >> 8U);
  count(Count::need_gap_sum, summed_gap(families.need[i], world.threshold()));
  const float trust = families.trust[i];
  count(Count::trust_sum, static_cast<std::int64_t>(trust * trust_unit + (trust < 0.0f ? -0.5f : 0.5f)));
}

}  // namespace

void check_swept_counts(const World& world) {
  const Tally& swept = world.tally;
  const std::size_t authorities = swept.authorities(), groups = world.society->groups.groups();
  Tally plain(authorities, groups, world.rates.services.size());
  for (std::uint32_t i = 0; i < world.families.size(); ++i) count_family(world, i, plain);

  const auto check = [&](std::size_t column) {
    for (std::size_t a = 0; a < authorities; ++a)
      for (std::size_t g = 0; g < groups; ++g)
        must_agree(swept.get(a, g, column) == plain.get(a, g, column), "a count of the month, by group",
                   "models/targeting/outcomes/sweep.hpp", g);
  };
  const Wanted& wanted = world.wanted;
  for (std::size_t k = 0; k < swept_counts; ++k)
    if (wanted.files || static_cast<Count>(k) != Count::need_unseen) check(k);
  for (const Count count : rare) check(swept.column(count));
  if (wanted.sums)
    for (const Count count : summed) check(swept.column(count));
  if (!wanted.by_service) return;
  check(swept.column(Count::records));
  for (std::size_t s = 0; s < world.rates.services.size(); ++s)
    for (const ServiceCount count : by_service) check(swept.column(count, s));
}

}  // namespace streetlight::targeting
