#include "models/targeting/services/contacts.hpp"

#include <algorithm>

#include "models/targeting/services/meeting.hpp"
#include "models/targeting/services/relief.hpp"
#include "sim/core/self_check.hpp"
#include "sim/core/sieve.hpp"
#include "sim/core/wide_clones.hpp"

namespace streetlight::targeting {

namespace {

/// The families of a block, in columns.
struct BlockState {
  std::size_t first;  ///< its first family
  const float *theta, *tau, *tau0, *scrutiny;
  const std::uint16_t* events;
  alignas(64) float deprivation[block_size];
  alignas(64) float scrutiny_at_most[block_size];  ///< scrutiny_factor_at_most
};

STREETLIGHT_WIDE_CLONE
void prepare(const World& world, const Block& block, BlockState& state) {
  const auto& families = world.families;
  state.first = block.begin;
  state.theta = families.need.data() + block.begin;
  state.tau = families.trust.data() + block.begin;
  state.tau0 = families.trust_setpoint.data() + block.begin;
  state.scrutiny = families.scrutiny.data() + block.begin;
  state.events = families.events.data() + block.begin;
  fill_deprivation(world.society->neighbourhoods, block, state.deprivation);
  for (std::size_t i = 0; i < block.size(); ++i)
    state.scrutiny_at_most[i] = scrutiny_factor_at_most(world.rates.scrutiny, state.scrutiny[i]);
}

/// One service's draws for a block: one uniform a family for contact and recording together.
struct Draws {
  const std::uint32_t* words;
  const float* bias;  ///< e^bias
};

Meeting meeting_of(const BlockState& state, const Draws& draws, std::size_t i) {
  return {draws.words[i], state.theta[i],    state.deprivation[i], state.tau[i],
          state.tau0[i],  state.scrutiny[i], draws.bias[i],        state.events[i]};
}

/// What meetings depend on, of the families for which bounds do not settle them, side by side.
struct Meetings {
  std::size_t size;
  alignas(64) std::uint32_t words[block_size];
  alignas(64) float theta[block_size], deprivation[block_size], tau[block_size], tau0[block_size], scrutiny[block_size];
  alignas(64) float bias[block_size];
  alignas(64) std::uint16_t events[block_size];

  void gather(const BlockState& state, const Draws& draws, const std::uint16_t* offsets, std::size_t few) {
    size = few;
    for (std::size_t k = 0; k < few; ++k) {
      const std::size_t i = offsets[k];
      words[k] = draws.words[i];
      theta[k] = state.theta[i];
      deprivation[k] = state.deprivation[i];
      tau[k] = state.tau[i];
      tau0[k] = state.tau0[i];
      scrutiny[k] = state.scrutiny[i];
      bias[k] = draws.bias[i];
      events[k] = state.events[i];
    }
  }
  Meeting operator[](std::size_t k) const {
    return {words[k], theta[k], deprivation[k], tau[k], tau0[k], scrutiny[k], bias[k], events[k]};
  }
};

/// Settles each meeting the plain way.
template <bool avoidable, bool records>
STREETLIGHT_WIDE_CLONE void settle(const Rates& rates, const ServiceRates& service, const Meetings& of,
                                   std::uint8_t* __restrict outcome) {
  for (std::size_t k = 0; k < of.size; ++k)
    outcome[k] = static_cast<std::uint8_t>(outcome_of<avoidable, records>(rates, service, of[k]));
}

/// Settles by bounds what they can settle; returns the offsets of the families for which they cannot. A uniform above
/// the highest probability of a contact is none. Where contacts are frequent, one below the lowest, of a wholly
/// deterred family, is one, and without a concern if it is above the odds of noting one: bit `s` is set.
STREETLIGHT_WIDE_CLONE
std::size_t settle_by_bounds(const Rates& rates, std::size_t s, const BlockState& state, const Draws& draws,
                             std::size_t size, std::uint32_t* __restrict contacts, std::uint16_t* offsets) {
  const auto& service = rates.services[s];
  const float log_reach = service.log_reach, need = service.need, deprivation = service.deprivation;
  alignas(64) float least[block_size], most[block_size];
  const float* __restrict theta = state.theta;
  for (std::size_t i = 0; i < size; ++i) least[i] = uniform_bound(draws.words[i]);
  for (std::size_t i = 0; i < size; ++i)
    most[i] = contact_rate_at_most(log_reach, need, theta[i], deprivation, state.deprivation[i]);
  constexpr float frequent = -2.0f;  // log of 0.14 contacts a month: below, few are met and certain of it
  if (log_reach < frequent) return keep_below(least, most, size, offsets);

  const float kept = least_share_kept(service.voluntary, deterrence_at_most(rates.deterrence_max));
  const float odds = base_odds_at_most(service.detection_odds, service.false_alarm_odds);
  const std::uint32_t bit = 1U << s;
  const float* __restrict bias = draws.bias;
  const float* __restrict scrutiny_at_most = state.scrutiny_at_most;
  for (std::size_t i = 0; i < size; ++i) {
    const bool met = uniform_at_most(least[i]) < contact_at_least(most[i], kept);
    const bool unnoticed = least[i] >= recording_at_most(odds, scrutiny_at_most[i] * bias[i]);
    const float highest = contact_at_most(most[i]);
    most[i] = (met & unnoticed) ? 0.0f : highest;
    const std::uint32_t known = contacts[i];
    contacts[i] = met ? known | bit : known;
  }
  return keep_below(least, most, size, offsets);
}

/// What one meeting adds to Families::distrust.
constexpr std::uint32_t distrust_of(std::uint32_t outcome) {
  return ((outcome & is_avoided) != 0 ? 1U : 0U) + ((outcome & is_regained) != 0 ? 1U << 8U : 0U);
}

/// What was settled, whether by bounds or not, is what the equations say, and the bounds bound them: that is asked
/// apart, since a bound that fails may go unseen until a uniform comes near it.
void check_meetings(const Rates& rates, std::size_t s, const BlockState& state, const Draws& draws, std::size_t size,
                    bool asked, const std::uint32_t* contacts, const std::uint32_t* deterred,
                    const std::uint32_t* concerns, const std::uint16_t* distrust) {
  const auto& service = rates.services[s];
  const float kept = least_share_kept(service.voluntary, deterrence_at_most(rates.deterrence_max));
  const float odds = base_odds_at_most(service.detection_odds, service.false_alarm_odds);
  constexpr const char *contact_header = "models/targeting/services/contact.hpp",
                       *recording_header = "models/targeting/services/recording.hpp";
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t family = state.first + i;
    const Meeting meeting = meeting_of(state, draws, i);
    const float deterrence = deterrence_of(rates, meeting.tau);
    const float p = contact_probability(contact_rate_of(service, meeting), service.voluntary, deterrence);
    const float rate =
        contact_rate_at_most(service.log_reach, service.need, meeting.theta, service.deprivation, meeting.deprivation);
    must_agree(p <= rate && p <= contact_at_most(rate), "the highest probability of a contact", contact_header, family);
    must_agree(p >= contact_at_least(rate, kept), "the lowest probability of a contact", contact_header, family);
    must_agree(recording_probability_of(rates, service, meeting, deterrence) <=
                   recording_at_most(odds, state.scrutiny_at_most[i] * meeting.bias),
               "the highest probability of recording", recording_header, family);

    const int plain = outcome_of<true, true>(rates, service, meeting);
    must_agree((contacts[i] >> s & 1U) == ((plain & contact) != 0), "a contact", contact_header, family);
    must_agree((concerns[i] >> s & 1U) == ((plain & concern) != 0), "a concern", recording_header, family);
    if (!asked) continue;
    must_agree((deterred[i] >> s & 1U) == ((plain & is_deterred) != 0), "a deterred contact", contact_header, family);
    // With the first service only, these are its own
    if (s == 0)
      must_agree(distrust[i] == distrust_of(static_cast<std::uint32_t>(plain)), "an avoided or regained contact",
                 contact_header, family);
  }
}

/// Contacts of a block with one service; sets bit `s` of those it happens to. What did not happen for distrust, or
/// happens for want of it, is settled if `asked`: the model itself never looks at it.
void meet_one(const Rates& rates, std::size_t s, const BlockState& state, const Draws& draws, std::size_t size,
              bool asked, std::uint32_t* __restrict contacts, std::uint32_t* __restrict deterred,
              std::uint32_t* __restrict concerns, std::uint16_t* __restrict distrust) {
  const auto& service = rates.services[s];
  const bool avoidable = asked && service.voluntary > 0.0f,
             records = service.detection_odds > 0.0f || service.false_alarm_odds > 0.0f;
  const auto settle_each = avoidable ? (records ? settle<true, true> : settle<true, false>)
                                     : (records ? settle<false, true> : settle<false, false>);
  std::uint16_t offsets[block_size + 8];
  Meetings open;
  open.gather(state, draws, offsets, settle_by_bounds(rates, s, state, draws, size, contacts, offsets));
  alignas(64) std::uint8_t outcome[block_size];
  settle_each(rates, service, open, outcome);
  for (std::size_t k = 0; k < open.size; ++k) {
    const std::uint32_t met = outcome[k];
    contacts[offsets[k]] |= (met & 1U) << s;
    concerns[offsets[k]] |= (met >> 2U & 1U) << s;
  }
  for (std::size_t k = 0; avoidable && k < open.size; ++k) {
    const std::uint32_t met = outcome[k];
    deterred[offsets[k]] |= (met >> 1U & 1U) << s;
    distrust[offsets[k]] = static_cast<std::uint16_t>(distrust[offsets[k]] + distrust_of(met));
  }
  if constexpr (checks_itself)
    check_meetings(rates, s, state, draws, size, asked, contacts, deterred, concerns, distrust);
}

}  // namespace

void fill_deprivation(const Neighbourhoods& neighbourhoods, const Block& block, float* out) {
  for (std::size_t i = block.begin; i < block.end;) {
    const auto neighbourhood = neighbourhoods.of(static_cast<std::uint32_t>(i));
    const std::size_t end = std::min<std::size_t>(block.end, neighbourhoods.end_of(neighbourhood));
    std::fill(out + (i - block.begin), out + (end - block.begin), neighbourhoods.deprivation[neighbourhood]);
    i = end;
  }
}

void meet_services(World& world, const Block& block) {
  auto& families = world.families;
  BlockState state;
  prepare(world, block, state);
  std::uint32_t* contacts = families.contacts.data() + block.begin;
  std::uint32_t* deterred = families.deterred.data() + block.begin;
  std::uint32_t* concerns = families.concerns.data() + block.begin;
  std::uint16_t* distrust = families.distrust.data() + block.begin;
  std::fill_n(contacts, block.size(), 0U);
  std::fill_n(concerns, block.size(), 0U);
  if (world.wanted.distrust) {
    std::fill_n(deterred, block.size(), 0U);
    std::fill_n(distrust, block.size(), std::uint16_t{0});
  }

  alignas(64) std::uint32_t words[4][block_size];
  alignas(64) float unbiased[block_size], biased[block_size];
  std::fill_n(unbiased, block.size(), 1.0f);
  for (std::size_t s = 0; s < world.rates.services.size(); ++s) {
    if (s % 4 == 0)
      world.fill(block, Draw::contact, static_cast<std::uint32_t>(s / 4), {words[0], words[1], words[2], words[3]});
    const auto& factor = world.rates.services[s].bias_factor;
    if (!factor.empty())
      for (std::size_t i = 0; i < block.size(); ++i) biased[i] = factor[families.profile[block.begin + i]];
    const Draws draws{words[s % 4], factor.empty() ? unbiased : biased};
    meet_one(world.rates, s, state, draws, block.size(), world.wanted.distrust, contacts, deterred, concerns, distrust);
  }
}

void give_relief(World& world, const Block& block) {
  auto& families = world.families;
  const auto& rates = world.rates;
  const std::uint32_t relieving = relieving_services(rates);
  const auto lasting = static_cast<float>(world.parameters.support.lasting);

  // Few are in need and meet a service that helps.
  std::uint16_t relieved[block_size], offsets[block_size + 8];
  const std::uint32_t* __restrict contacts = families.contacts.data() + block.begin;
  const std::uint16_t* __restrict events = families.events.data() + block.begin;
  for (std::size_t i = 0; i < block.size(); ++i) relieved[i] = may_be_relieved(contacts[i], events[i], relieving);
  const std::size_t few = keep_marked(relieved, block.size(), offsets);
  if constexpr (checks_itself)
    for (std::size_t i = 0; i < block.size(); ++i)
      must_agree(relieved[i] != 0 || relief_of(rates, contacts[i], events[i],
                                               deterrence_of(rates, families.trust[block.begin + i])) == 0.0f,
                 "relief", "models/targeting/services/relief.hpp", block.begin + i);
  float deterrence[block_size];
  for (std::size_t k = 0; k < few; ++k) deterrence[k] = families.trust[block.begin + offsets[k]];
  for (std::size_t k = 0; k < few; ++k) deterrence[k] = deterrence_of(rates, deterrence[k]);
  for (std::size_t k = 0; k < few; ++k) {
    const std::size_t i = block.begin + offsets[k];
    const float relief = relief_of(rates, families.contacts[i], families.events[i], deterrence[k]);
    families.need[i] -= relief;
    families.need_setpoint[i] -= lasting * relief;
    families.last_relief[i] = stamp_of(world.month);
  }
}

}  // namespace streetlight::targeting
