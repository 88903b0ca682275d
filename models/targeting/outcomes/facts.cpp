#include "models/targeting/outcomes/facts.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/targeting/records/consent.hpp"
#include "models/targeting/trust/licence.hpp"
#include "sim/core/check.hpp"
#include "sim/core/format.hpp"
#include "sim/core/wide_clones.hpp"

namespace streetlight::targeting {

namespace {

/// Need and trust are counted below these. Beyond are those that a legal but extreme setting has driven away (or that
/// are not numbers); trust is summed as a whole number of 32 bits a family.
constexpr float need_bound = 1e30f, trust_bound = 32767.0f;

/// All ones or none, so that conditions are combined in vectors.
using Mask = std::uint16_t;
constexpr Mask mask(bool condition) { return condition ? 0xffff : 0; }

/// The last month that is no longer within `months` months of now, as a stamp: `within` is then > it.
Stamp before(Month now, Month months) { return static_cast<Stamp>(std::max<Month>(now - months, never)); }

}  // namespace

STREETLIGHT_WIDE_CLONE
bool countable(const World& world, std::size_t begin, std::size_t end) {
  const float* __restrict theta = world.families.need.data();
  const float* __restrict tau = world.families.trust.data();
  unsigned beyond = 0;
  for (std::size_t i = begin; i < end; ++i)
    beyond |= static_cast<unsigned>(!(std::abs(theta[i]) < need_bound)) |
              static_cast<unsigned>(!(std::abs(tau[i]) < trust_bound));
  return beyond == 0;
}

void refuse_to_count(const World& world, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const auto family = static_cast<std::uint32_t>(i);
    const float need = world.families.need[i], trust = world.families.trust[i];
    const bool of_need = !(std::abs(need) < need_bound);
    if (!of_need && std::abs(trust) < trust_bound) continue;
    throw InvalidInput("column \"" + std::string(of_need ? "need" : "trust") +
                       "\" cannot be counted for group \"all\": the " + (of_need ? "need" : "trust") + " of family " +
                       std::to_string(family) + " of authority " + std::to_string(world.authority_of(family) + 1) +
                       " is " + shortest(static_cast<double>(of_need ? need : trust)) + ", beyond " +
                       shortest(static_cast<double>(of_need ? need_bound : trust_bound)) +
                       "; the parameters drive it there");
  }
  throw BrokenPromise("a family that cannot be counted was not found again");
}

STREETLIGHT_WIDE_CLONE
void gather_facts(const World& world, std::size_t begin, std::size_t end, bool running, FamilyFacts& block) {
  const auto& families = world.families;
  const std::size_t size = end - begin;
  std::uint16_t* __restrict facts = block.words.data();
  const auto in = [](bool condition, std::uint16_t fact) { return condition ? fact : std::uint16_t{0}; };

  // The family's state.
  const float threshold = world.threshold();
  const float* __restrict theta = families.need.data() + begin;
  const float* __restrict tau = families.trust.data() + begin;
  const std::uint16_t* __restrict status = families.status.data() + begin;
  const float of_all = running ? world.rates.licence_all : 0.0f, of_aware = running ? world.rates.licence_aware : 0.0f;
  for (std::size_t i = 0; i < size; ++i)
    facts[i] = static_cast<std::uint16_t>(fact_bit(Count::families) | in(theta[i] >= threshold, fact_bit(Count::need)));
  for (std::size_t i = 0; i < size; ++i) {
    const float licence = licence_log_odds(tau[i], status[i] & aware, of_all, of_aware);
    facts[i] |= in(licence >= 0.0f, fact_bit(Count::licensed));
  }
  if (world.wanted.sums) {
    for (std::size_t i = 0; i < size; ++i)
      block.trust[i] = static_cast<std::int32_t>(tau[i] * trust_unit + (tau[i] < 0.0f ? -0.5f : 0.5f));
    for (std::size_t i = 0; i < size; ++i) block.need[i] = summed_need(theta[i]);
    for (std::size_t i = 0; i < size; ++i) block.gap[i] = summed_gap(theta[i], threshold);
  }

  // Files held, and the programme's view.
  const Stamp expired = before(world.month, static_cast<Month>(world.parameters.records.retention));
  std::uint32_t* __restrict held = block.held;
  std::fill_n(held, size, world.wanted.files ? 0U : ~0U);
  for (std::size_t s = 0; world.wanted.files && s < world.rates.services.size(); ++s) {
    const Stamp* __restrict last = families.last_entry_of(s).data() + begin;
    const std::uint32_t service = 1U << s;
    for (std::size_t i = 0; i < size; ++i) held[i] |= last[i] > expired ? service : 0U;
  }
  const std::uint32_t* __restrict links = families.links.data() + begin;
  const std::uint32_t feeds = world.rates.linked_services;
  const Consent consent(world.parameters.consent.mode);
  alignas(64) Mask no_file[facts_at_once];
  for (std::size_t i = 0; i < size; ++i) no_file[i] = mask(held[i] == 0);
  for (std::size_t i = 0; i < size; ++i) facts[i] |= in(links[i] & feeds, fact_bit(Count::linked));
  for (std::size_t i = 0; i < size; ++i)
    facts[i] &=
        static_cast<std::uint16_t>(mask(consent(status[i])) | static_cast<std::uint16_t>(~fact_bit(Count::linked)));

  // Flags of the family, the events of the month, stamps of what happened last.
  const std::uint16_t* __restrict events = families.events.data() + begin;
  const Stamp* __restrict last_care = families.last_care.data() + begin;
  const Stamp* __restrict last_relief = families.last_relief.data() + begin;
  const Stamp* __restrict last_flag = families.last_flag.data() + begin;
  const Stamp* __restrict last_finding = families.last_finding.data() + begin;
  const Stamp quarter_ago = before(world.month, 3), year_ago = before(world.month, 12);
  for (std::size_t i = 0; i < size; ++i) {
    const Mask need = mask(facts[i] & fact_bit(Count::need)), harm = mask(events[i] & harmed),
               open = mask(status[i] & open_case);
    const Mask known = mask(last_care[i] > expired), relieved = mask(last_relief[i] > quarter_ago);
    const Mask flagged = mask(last_flag[i] > year_ago), found = mask(last_finding[i] > year_ago);
    const int word =
        facts[i] | (harm & fact_bit(Count::harm)) | (known & fact_bit(Count::known)) |
        (open & fact_bit(Count::open_cases)) | (mask(status[i] & opted_out) & fact_bit(Count::opted_out)) |
        (mask(status[i] & aware) & fact_bit(Count::aware)) | (harm & ~known & ~open & fact_bit(Count::harm_unseen)) |
        (need & ~known & no_file[i] & fact_bit(Count::need_unseen)) | (need & ~relieved & fact_bit(Count::unmet_need)) |
        (need & flagged & fact_bit(Count::need_flagged)) | (~need & flagged & fact_bit(Count::unneeded_flagged)) |
        (~found & fact_bit(Count::unfound)) | (~found & flagged & fact_bit(Count::unfound_flagged));
    facts[i] = static_cast<std::uint16_t>(word);
  }

  // Bits by service, two bytes a word.
  if (!world.wanted.by_service) return;
  std::fill(block.words.begin() + facts_at_once, block.words.end(), std::uint16_t{0});
  const std::uint32_t* const by_service[3] = {families.contacts.data() + begin, families.deterred.data() + begin, held};
  for (std::size_t byte = 0; byte < 3 * block.layout.service_bytes; ++byte) {
    const std::uint32_t* __restrict from = by_service[byte / block.layout.service_bytes];
    std::uint16_t* __restrict to = block.words.data() + (1 + byte / 2) * facts_at_once;
    const auto down = 8 * (byte % block.layout.service_bytes), up = 8 * (byte % 2);
    for (std::size_t i = 0; i < size; ++i) to[i] |= static_cast<std::uint16_t>((from[i] >> down & 255U) << up);
  }
}

}  // namespace streetlight::targeting
