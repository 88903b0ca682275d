#include "models/targeting/services/month.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "models/targeting/policy/running.hpp"
#include "models/targeting/services/contact.hpp"
#include "models/targeting/services/recording.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight::targeting {

namespace {

/// The families of a block, in columns.
struct BlockState {
  const float *theta, *tau, *tau0, *scrutiny;
  const std::uint16_t* events;
  alignas(64) float deprivation[block_size];
  alignas(64) float odds_bound[block_size];  ///< above e^(scrutiny q)
};

void prepare(const World& world, const Block& block, BlockState& state) {
  const auto& families = world.families;
  state.theta = families.need.data() + block.begin;
  state.tau = families.trust.data() + block.begin;
  state.tau0 = families.trust_setpoint.data() + block.begin;
  state.scrutiny = families.scrutiny.data() + block.begin;
  state.events = families.events.data() + block.begin;
  fill_deprivation(world.society->neighbourhoods, block, state.deprivation);
  for (std::size_t i = 0; i < block.size(); ++i)
    state.odds_bound[i] = exp_bound(world.rates.scrutiny * state.scrutiny[i]);
}

/// One service's draws for a block: one uniform a family for contact and recording together.
struct Draws {
  const std::uint32_t* words;
  const float* bias;  ///< e^bias
};

/// What a meeting depends on, of the families for which bounds do not settle it, side by side.
struct Meetings {
  std::size_t size;
  alignas(64) std::uint32_t words[block_size];
  alignas(64) float theta[block_size], deprivation[block_size], tau[block_size], tau0[block_size], scrutiny[block_size];
  alignas(64) float bias[block_size];
  alignas(64) std::uint16_t events[block_size];

  void gather(const BlockState& state, const Draws& draws, const std::uint16_t* places, std::size_t few) {
    size = few;
    for (std::size_t k = 0; k < few; ++k) {
      const std::size_t i = places[k];
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
};

enum Outcome : std::uint8_t { contact = 1, no_contact = 2, concern = 4 };  // no_contact: deterred

/// Settles each meeting. What cannot happen is not computed: nobody is deterred from a service that cannot be avoided,
/// and nothing is noted where nothing is recorded.
template <bool avoidable, bool records>
void settle(const Rates& rates, const ServiceRates& service, const Meetings& of, std::uint8_t* __restrict outcome) {
  const float most = rates.deterrence_max, midpoint = rates.deterrence_midpoint,
              width_inverse = rates.deterrence_width_inverse;
  [[maybe_unused]] const float concealment = rates.concealment, strength = rates.scrutiny;
  for (std::size_t i = 0; i < of.size; ++i) {
    const float u = uniform_float(of.words[i]);
    const float deterrence = deterrence_level(of.tau[i], most, midpoint, width_inverse);
    const float rate =
        contact_rate(service.log_reach, service.need, of.theta[i], service.deprivation, of.deprivation[i]);
    const float p = contact_probability(rate, service.voluntary, deterrence);
    int met = u < p ? contact : 0;
    if constexpr (avoidable) {
      const float deterrence_setpoint = deterrence_level(of.tau0[i], most, midpoint, width_inverse);
      const float p_setpoint = contact_probability(rate, service.voluntary, deterrence_setpoint);
      met |= (u >= p) & (u < p_setpoint) ? no_contact : 0;
    }
    if constexpr (records) {
      const float base_odds =
          (of.events[i] & (in_need_now | harmed)) ? service.detection_odds : service.false_alarm_odds;
      const float odds_factor = exp_of(strength * of.scrutiny[i]);
      const float r = recording_probability(base_odds, odds_factor * of.bias[i], concealment, deterrence);
      met |= u < p * r ? concern : 0;
    }
    outcome[i] = static_cast<std::uint8_t>(met);
  }
}

/// Settles by bounds what they can settle; returns the places of the families for which they cannot. A uniform above
/// the highest probability of a contact is none. Where contacts are frequent, one below the lowest, of a wholly
/// deterred family, is one, and without a concern if it is above the odds of noting one: bit `s` is set.
std::size_t settle_by_bounds(const Rates& rates, std::size_t s, const BlockState& state, const Draws& draws,
                             std::size_t size, std::uint32_t* __restrict contacts, std::uint16_t* places) {
  const auto& service = rates.services[s];
  const float log_reach = service.log_reach, need = service.need, deprivation = service.deprivation;
  alignas(64) float least[block_size], most[block_size];
  const float* __restrict theta = state.theta;
  for (std::size_t i = 0; i < size; ++i) least[i] = uniform_bound(draws.words[i]);
  for (std::size_t i = 0; i < size; ++i)
    most[i] = exp_bound(log_reach + need * theta[i] + deprivation * state.deprivation[i]);
  constexpr float frequent = -2.0f;  // log of 0.14 contacts a month: below, few are met and certain of it
  if (log_reach < frequent) return keep_below(least, most, size, places);

  const float nearest = 0.93f * (1.0f - service.voluntary * rates.deterrence_max);
  const float odds = 1.0001f * std::max(service.detection_odds, service.false_alarm_odds);
  const std::uint32_t bit = 1U << s;
  const float* __restrict bias = draws.bias;
  const float* __restrict odds_bound = state.odds_bound;
  for (std::size_t i = 0; i < size; ++i) {
    const bool met = least[i] + 0x1p-22f < any_at_least(most[i] * nearest);
    const bool unnoticed = least[i] >= odds * odds_bound[i] * bias[i];
    const float highest = any_at_most(most[i]);
    most[i] = met & unnoticed ? 0.0f : highest;
    const std::uint32_t known = contacts[i];
    contacts[i] = met ? known | bit : known;
  }
  return keep_below(least, most, size, places);
}

/// Contacts of a block with one service; sets bit `s` of those it happens to.
void meet_one(const Rates& rates, std::size_t s, const BlockState& state, const Draws& draws, std::size_t size,
              std::uint32_t* __restrict contacts, std::uint32_t* __restrict deterred,
              std::uint32_t* __restrict concerns) {
  const auto& service = rates.services[s];
  const bool avoidable = service.voluntary > 0.0f,
             records = service.detection_odds > 0.0f || service.false_alarm_odds > 0.0f;
  const auto settle_each = avoidable ? (records ? settle<true, true> : settle<true, false>)
                                     : (records ? settle<false, true> : settle<false, false>);
  std::uint16_t places[block_size + 8];
  Meetings open;
  open.gather(state, draws, places, settle_by_bounds(rates, s, state, draws, size, contacts, places));
  alignas(64) std::uint8_t outcome[block_size];
  settle_each(rates, service, open, outcome);
  for (std::size_t k = 0; k < open.size; ++k) {
    const std::uint32_t met = outcome[k];
    contacts[places[k]] |= (met & 1U) << s;
    deterred[places[k]] |= (met >> 1U & 1U) << s;
    concerns[places[k]] |= (met >> 2U & 1U) << s;
  }
}

}  // namespace

void fill_deprivation(const Neighbourhoods& neighbourhoods, const Block& block, float* out) {
  for (std::size_t i = block.begin; i < block.end;) {
    const auto neighbourhood = neighbourhoods.of(static_cast<std::uint32_t>(i));
    const std::size_t end = std::min<std::size_t>(block.end, (std::size_t{neighbourhood} + 1) * neighbourhoods.size);
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
  std::fill_n(contacts, block.size(), 0U);
  std::fill_n(deterred, block.size(), 0U);
  std::fill_n(concerns, block.size(), 0U);

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
    meet_one(world.rates, s, state, draws, block.size(), contacts, deterred, concerns);
  }
}

void ration_services(World& world) {
  if (!places_are_limited(world)) return;
  auto& families = world.families;
  const auto& hoods = world.society->neighbourhoods;
  struct Ticket {
    std::uint32_t word, family;
    bool operator<(const Ticket& other) const { return word != other.word ? word < other.word : family < other.family; }
  };
  const int early_help = world.parameters.services.index_of("early_help");
  for (std::size_t s = 0; s < world.rates.services.size(); ++s) {
    if (!(world.rates.limited_services >> s & 1U)) continue;
    world.blocks->for_each(hoods.authorities(), [&](std::size_t authority) {
      // Contacts wanted, each with its ticket in the lottery.
      const std::uint32_t first = hoods.first_family[authority], last = hoods.first_family[authority + 1];
      std::vector<Ticket> wanted;
      for (std::uint32_t i = first; i < last; ++i)
        if (families.contacts[i] >> s & 1U)
          wanted.push_back({world.words(Draw::contact_place, i, static_cast<std::uint32_t>(s / 4))[s % 4], i});

      double capacity = *world.parameters.services.list[s].capacity * (last - first) / 1000.0;
      if (static_cast<int>(s) == early_help && programme_running(world, static_cast<std::uint32_t>(authority)))
        capacity *= 1.0 - world.parameters.programme.cost_from_early_help;
      const double rounding =
          uniform_double(world.streams.words({static_cast<std::uint32_t>(authority), 0, world.month,
                                              purpose(Draw::places), 1 + static_cast<std::uint32_t>(s)})[0]);
      const auto places = static_cast<std::size_t>(std::floor(capacity + rounding));
      if (wanted.size() <= places) return;

      // The lowest tickets go in; the others are turned away as if they had not come.
      std::nth_element(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(places), wanted.end());
      for (std::size_t k = places; k < wanted.size(); ++k) {
        families.contacts[wanted[k].family] &= ~(1U << s);
        families.concerns[wanted[k].family] &= ~(1U << s);
        families.events[wanted[k].family] |= turned_away;
      }
    });
  }
}

void give_relief(World& world, const Block& block) {
  auto& families = world.families;
  const auto& rates = world.rates;
  std::uint32_t helpful = 0;
  for (std::size_t s = 0; s < rates.services.size(); ++s)
    if (rates.services[s].relief > 0) helpful |= 1U << s;
  const auto lasting = static_cast<float>(world.parameters.support.lasting);

  // Few are in need and meet a service that helps.
  std::uint16_t helped_now[block_size], places[block_size + 8];
  const std::uint32_t* __restrict contacts = families.contacts.data() + block.begin;
  const std::uint16_t* __restrict events = families.events.data() + block.begin;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const std::uint16_t needy = events[i] & in_need_now;
    helped_now[i] = (contacts[i] & helpful) != 0 ? needy : 0;
  }
  const std::size_t few = keep_marked(helped_now, block.size(), places);
  float deterrence[block_size];
  for (std::size_t k = 0; k < few; ++k) deterrence[k] = families.trust[block.begin + places[k]];
  for (std::size_t k = 0; k < few; ++k)
    deterrence[k] = deterrence_level(deterrence[k], rates.deterrence_max, rates.deterrence_midpoint,
                                     rates.deterrence_width_inverse);
  for (std::size_t k = 0; k < few; ++k) {
    const std::size_t i = block.begin + places[k];
    float relief = 0.0f;
    for (std::uint32_t helping = families.contacts[i] & helpful; helping != 0; helping &= helping - 1)
      relief += rates.services[static_cast<std::size_t>(std::countr_zero(helping))].relief;
    relief *= 1.0f - rates.concealment_cost * deterrence[k];
    families.need[i] -= relief;
    families.need_setpoint[i] -= lasting * relief;
    families.last_relief[i] = stamp_of(world.month);
  }
}

}  // namespace streetlight::targeting
