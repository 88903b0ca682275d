#include "models/targeting/outcomes/invariants.hpp"

#include <algorithm>
#include <cmath>

#include "models/targeting/outcomes/plain_counts.hpp"
#include "models/targeting/policy/features.hpp"
#include "models/targeting/policy/running.hpp"
#include "models/targeting/population/turnover.hpp"
#include "models/targeting/records/consent.hpp"
#include "models/targeting/services/contact.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {

namespace {

bool is_probability(float p) { return p >= 0.0f && p <= 1.0f; }

void check_rates(const Rates& rates) {
  for (const float p : rates.loss) ENSURE(is_probability(p));
  for (const float p : rates.missed) ENSURE(is_probability(p));
  ENSURE(is_probability(rates.scrutiny_kept) && is_probability(rates.harm_external));
}

/// One family's own state.
void check_family(const World& world, std::uint32_t i) {
  const auto& families = world.families;
  const Month month = world.month;
  ENSURE(families.age[i] < months_of_childhood);
  ENSURE(std::isfinite(families.need[i]) && std::isfinite(families.need_setpoint[i]));
  ENSURE(std::isfinite(families.trust[i]) && std::isfinite(families.trust_setpoint[i]));
  ENSURE(families.scrutiny[i] >= 0.0f && families.scrutiny[i] <= 1.0f);
  ENSURE(families.care[i] >= 0.0f && std::isfinite(families.care[i]));
  const auto& rates = world.rates;
  const float deterrence = deterrence_level(families.trust[i], rates.deterrence_max, rates.deterrence_midpoint,
                                            rates.deterrence_width_inverse);
  ENSURE(deterrence >= 0.0f && deterrence < 1.0f);

  // The month's contacts: recorded within noticed within met; whoever stayed away was not there.
  ENSURE((families.concerns[i] & ~families.contacts[i]) == 0);
  ENSURE((families.deterred[i] & families.contacts[i]) == 0);

  // Files: a count has an entry, and nothing remains of it after the retention.
  const auto retention = static_cast<Month>(world.parameters.records.retention);
  ENSURE(world.remains.as_of() == month && world.remains.retention() == retention);
  for (std::size_t s = 0; s < rates.services.size(); ++s) {
    const float count = families.records_of(s)[i];
    const Stamp last = families.last_entry_of(s)[i];
    ENSURE(count >= 0.0f && std::isfinite(count));
    ENSURE(count == 0.0f || (last != never && last <= month));
    ENSURE(world.count_of(i, s) == 0.0f || month - last < retention);
  }

  // Visits and findings.
  const auto events = families.events[i];
  ENSURE(((events & visited) != 0) == (families.last_visit[i] == stamp_of(month)));
  ENSURE(!(events & (unwarranted | investigated | helped)) || (events & visited));
  ENSURE(families.last_finding[i] != stamp_of(month) || (events & visited));
  ENSURE(families.last_finding[i] == never || (families.status[i] & ever_found));
  ENSURE(families.last_referral[i] == never || (families.status[i] & ever_referred));
  ENSURE(!(families.status[i] & open_case) || (families.status[i] & ever_found));
  ENSURE(families.last_care[i] >= families.last_referral[i] && families.last_care[i] >= families.last_finding[i]);
  ENSURE(families.last_need[i] <= month);
  ENSURE(((events & in_need_now) != 0) == (families.last_need[i] == stamp_of(month)));
  ENSURE(families.trace.empty() || (families.trace[i] >= 0.0f && std::isfinite(families.trace[i])));
  ENSURE(families.last_care[i] <= month && families.last_relief[i] <= month && families.last_flag[i] <= month);
}

/// Concerns and what reached the files: a list of the families concerned, ascending, and of no others.
void check_filings(const World& world) {
  std::size_t listed = 0;
  for (const auto& of_block : world.scratch.filed)
    for (const auto& [family, stored, referrer] : of_block) {
      ENSURE(world.families.concerns[family] != 0 && (stored & ~world.families.concerns[family]) == 0);
      ENSURE(!referrer || (stored >> *referrer & 1U) != 0);
      ++listed;
    }
  ENSURE(listed == world.families.size() - static_cast<std::size_t>(std::count(world.families.concerns.begin(),
                                                                               world.families.concerns.end(), 0U)));
}

/// Scarce things: contacts of limited services and visits to referrals, by authority.
void check_capacity(const World& world) {
  const auto& first_family = world.society->neighbourhoods.first_family;
  for (std::uint32_t a = 0; a + 1 < first_family.size(); ++a) {
    const double thousands = (first_family[a + 1] - first_family[a]) / 1000.0;
    for (std::size_t s = 0; s < world.rates.services.size(); ++s) {
      const auto& capacity = world.parameters.services.list[s].capacity;
      if (!capacity) continue;
      std::size_t contacts = 0;
      for (std::uint32_t i = first_family[a]; i < first_family[a + 1]; ++i)
        contacts += world.families.contacts[i] >> s & 1U;
      ENSURE(static_cast<double>(contacts) <= *capacity * thousands + 1.0);
    }
  }
  if (!world.parameters.casework.capacity) return;
  const double slope = world.parameters.authorities.capacity_deprivation;
  double room = 0;
  for (std::uint32_t a = 0; a + 1 < first_family.size(); ++a)
    room += 1.0 + *world.parameters.casework.capacity * (first_family[a + 1] - first_family[a]) / 1000.0 *
                      std::max(0.0, 1.0 + slope * world.society->neighbourhoods.authority_deprivation[a]);
  double referred_visits = 0;
  for (std::size_t a = 0; a < world.tally.authorities(); ++a)
    referred_visits += static_cast<double>(world.tally.get(a, 0, world.tally.column(Count::visits)) -
                                           world.tally.get(a, 0, world.tally.column(Count::programme_visits)));
  ENSURE(referred_visits <= room);
}

/// The month's counts, one row: parts within wholes.
void check_counts(const Tally& tally, std::size_t authority, std::size_t group) {
  const auto n = [&](Count count) { return tally.get(authority, group, tally.column(count)); };
  ENSURE(n(Count::need) >= 0 && n(Count::need) <= n(Count::families));
  ENSURE(n(Count::known) <= n(Count::families) && n(Count::aware) <= n(Count::families) &&
         n(Count::licensed) <= n(Count::families));
  ENSURE(n(Count::harm_unseen) <= n(Count::harm));
  ENSURE(n(Count::harm_external) <= n(Count::harm) && n(Count::harm_flagged) <= n(Count::harm));
  ENSURE(n(Count::harm_external_unseen) <= std::min(n(Count::harm_external), n(Count::harm_unseen)));
  ENSURE(n(Count::unmet_need) <= n(Count::need) && n(Count::need_unseen) <= n(Count::need) &&
         n(Count::need_flagged) <= n(Count::need));
  ENSURE(n(Count::unfound_flagged) <= n(Count::unfound));
  ENSURE(n(Count::false_concerns) <= n(Count::concerns) && n(Count::lost_concerns) <= n(Count::concerns));
  ENSURE(n(Count::rereferrals) <= n(Count::referrals) && n(Count::lapsed) <= n(Count::referrals));
  ENSURE(n(Count::referrals) <= n(Count::concerns) - n(Count::lost_concerns));
  ENSURE(n(Count::flags_in_need) + n(Count::flags_past_need) <= n(Count::flags) && n(Count::audits) <= n(Count::flags));
  ENSURE(n(Count::audits_in_need) <= n(Count::audits));
  ENSURE(n(Count::flags_confirmed) <= n(Count::flags_judged));
  ENSURE(n(Count::overrides) + n(Count::offers_declined) + n(Count::programme_visits) <= n(Count::flags));
  ENSURE(n(Count::programme_visits) <= n(Count::visits) && n(Count::unwarranted_visits) <= n(Count::visits));
  ENSURE(n(Count::false_findings) <= n(Count::findings) && n(Count::findings) <= n(Count::visits));
  ENSURE(n(Count::findings_after_flag) <= n(Count::findings) && n(Count::referral_findings) <= n(Count::findings));
  ENSURE(n(Count::relieved) <= n(Count::support) && n(Count::support) <= n(Count::visits));
  for (std::size_t column = 0; column < tally.columns();
       ++column)  // a group is part of all; trust and need alone may be negative
    ENSURE(column == tally.column(Count::trust_sum) || column == tally.column(Count::need_sum) ||
           tally.get(authority, group, column) <= tally.get(authority, 0, column));
}

}  // namespace

void check_selection(const World& world, const std::vector<Flagged>& flagged) {
  const auto& programme = world.parameters.programme;
  const auto& first_family = world.society->neighbourhoods.first_family;
  std::size_t next = 0;
  for (std::uint32_t a = 0; a + 1 < first_family.size(); ++a) {
    const std::size_t begin = next;
    while (next < flagged.size() && flagged[next].family < first_family[a + 1]) ++next;
    if (next == begin) continue;
    ENSURE(programme_running(world, a));
    std::size_t candidates = 0;
    for (std::uint32_t i = first_family[a]; i < first_family[a + 1]; ++i) candidates += in_scope(world, i);
    ENSURE(static_cast<double>(next - begin) <= programme.capacity * static_cast<double>(candidates) + 1.0);
  }
  ENSURE(next == flagged.size());
  for (std::size_t k = 0; k < flagged.size(); ++k) {
    const auto family = flagged[k].family;
    ENSURE(k == 0 || flagged[k - 1].family < family);
    ENSURE(in_scope(world, family));
    ENSURE(world.parameters.consent.mode != ConsentMode::opt_out || !(world.families.status[family] & opted_out));
    ENSURE(world.parameters.consent.mode != ConsentMode::opt_in || (world.families.status[family] & consented));
    const Stamp last = world.families.last_visit[family];
    ENSURE(last == never || world.month - last >= programme.cool_down);
  }
}

void check_month(const World& world) {
  check_rates(world.rates);
  for (std::uint32_t i = 0; i < world.families.size(); ++i) check_family(world, i);
  check_filings(world);
  check_capacity(world);

  // Each visited family is listed once
  std::size_t visits = 0;
  for (const auto events : world.families.events) visits += (events & visited) != 0;
  ENSURE(visits == world.scratch.visited.size());
  for (std::size_t k = 1; k < world.scratch.visited.size(); ++k)
    ENSURE(world.scratch.visited[k - 1] < world.scratch.visited[k]);

  if (!world.wanted.counted(world.month)) return;
  check_swept_counts(world);
  std::int64_t families = 0;
  for (std::size_t a = 0; a < world.tally.authorities(); ++a)
    families += world.tally.get(a, 0, world.tally.column(Count::families));
  ENSURE(families == static_cast<std::int64_t>(world.families.size()));
  for (std::size_t a = 0; a < world.tally.authorities(); ++a)
    for (std::size_t g = 0; g < world.society->groups.groups(); ++g) check_counts(world.tally, a, g);
}

}  // namespace streetlight::targeting
