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

/// What of a family its contacts depend on, for a block; in columns.
struct BlockState {
  alignas(64) float deprivation[block_size];
  alignas(64) float deterrence[block_size];           ///< D at present trust
  alignas(64) float deterrence_setpoint[block_size];  ///< D at the set-point of trust
  alignas(64) float odds_factor[block_size];          ///< e^(scrutiny q)
};

void prepare(const World& world, const Block& block, BlockState& state) {
  const auto& families = world.families;
  const auto& rates = world.rates;
  fill_deprivation(world.society->neighbourhoods, block, state.deprivation);
  const float* __restrict tau = families.trust.data() + block.begin;
  const float* __restrict tau0 = families.trust_setpoint.data() + block.begin;
  const float* __restrict q = families.scrutiny.data() + block.begin;
  for (std::size_t i = 0; i < block.size(); ++i)
    state.deterrence[i] =
        deterrence_level(tau[i], rates.deterrence_max, rates.deterrence_midpoint, rates.deterrence_width_inverse);
  for (std::size_t i = 0; i < block.size(); ++i)
    state.deterrence_setpoint[i] =
        deterrence_level(tau0[i], rates.deterrence_max, rates.deterrence_midpoint, rates.deterrence_width_inverse);
  for (std::size_t i = 0; i < block.size(); ++i) state.odds_factor[i] = exp_of(rates.scrutiny * q[i]);
}

/// What a meeting with one service depends on, in columns: a block's families, or those of them that may meet it.
struct Meetings {
  std::size_t size;
  const std::uint32_t* words;  ///< one uniform a family for contact and recording together
  const float *theta, *deprivation, *deterrence, *deterrence_setpoint, *odds_factor, *bias;
  const std::uint16_t* events;
};

enum Outcome : std::uint8_t { contact = 1, no_contact = 2, concern = 4 };  // no_contact: deterred

/// Settles each meeting. What cannot happen is not computed: nobody is deterred from a service that cannot be avoided,
/// and nothing is noted where nothing is recorded.
template <bool avoidable, bool records>
void settle(const Rates& rates, const ServiceRates& service, const Meetings& of, std::uint8_t* __restrict outcome) {
  [[maybe_unused]] const float concealment = rates.concealment;
  for (std::size_t i = 0; i < of.size; ++i) {
    const float u = uniform_float(of.words[i]);
    const float rate =
        contact_rate(service.log_reach, service.need, of.theta[i], service.deprivation, of.deprivation[i]);
    const float p = contact_probability(rate, service.voluntary, of.deterrence[i]);
    int met = u < p ? contact : 0;
    if constexpr (avoidable) {
      const float p_setpoint = contact_probability(rate, service.voluntary, of.deterrence_setpoint[i]);
      met |= (u >= p) & (u < p_setpoint) ? no_contact : 0;
    }
    if constexpr (records) {
      const float base_odds =
          (of.events[i] & (in_need_now | harmed)) ? service.detection_odds : service.false_alarm_odds;
      const float r = recording_probability(base_odds, of.odds_factor[i] * of.bias[i], concealment, of.deterrence[i]);
      met |= u < p * r ? concern : 0;
    }
    outcome[i] = static_cast<std::uint8_t>(met);
  }
}

/// Columns of the families that may meet a service, side by side.
struct Gathered {
  alignas(64) std::uint32_t words[block_size];
  alignas(64) float theta[block_size], deprivation[block_size], deterrence[block_size], deterrence_setpoint[block_size];
  alignas(64) float odds_factor[block_size], bias[block_size];
  alignas(64) std::uint16_t events[block_size];

  Meetings operator()(const Meetings& all, const std::uint16_t* places, std::size_t size) {
    for (std::size_t k = 0; k < size; ++k) {
      const std::size_t i = places[k];
      words[k] = all.words[i];
      theta[k] = all.theta[i];
      deprivation[k] = all.deprivation[i];
      deterrence[k] = all.deterrence[i];
      deterrence_setpoint[k] = all.deterrence_setpoint[i];
      odds_factor[k] = all.odds_factor[i];
      bias[k] = all.bias[i];
      events[k] = all.events[i];
    }
    return {size, words, theta, deprivation, deterrence, deterrence_setpoint, odds_factor, bias, events};
  }
};

/// The families of a block whose uniform lets them meet a service at all: below its rate of contacts, which no
/// probability here exceeds.
std::size_t may_meet(const ServiceRates& service, const Meetings& all, std::uint16_t* places) {
  alignas(64) float least[block_size], most[block_size];
  for (std::size_t i = 0; i < all.size; ++i) {
    least[i] = uniform_bound(all.words[i]);
    most[i] = exp_bound(service.log_reach + service.need * all.theta[i] + service.deprivation * all.deprivation[i]);
  }
  return keep_below(least, most, all.size, places);
}

/// Contacts of a block with one service; sets bit `s` of those it happens to.
void meet_one(const Rates& rates, std::size_t s, const Meetings& all, std::uint32_t* __restrict contacts,
              std::uint32_t* __restrict deterred, std::uint32_t* __restrict concerns) {
  const auto& service = rates.services[s];
  const bool avoidable = service.voluntary > 0.0f,
             records = service.detection_odds > 0.0f || service.false_alarm_odds > 0.0f;
  const auto settle_all = avoidable ? (records ? settle<true, true> : settle<true, false>)
                                    : (records ? settle<false, true> : settle<false, false>);
  std::uint16_t places[block_size + 8];
  alignas(64) std::uint8_t outcome[block_size];
  const std::size_t few = may_meet(service, all, places);
  if (2 * few > all.size) {
    settle_all(rates, service, all, outcome);
    for (std::size_t i = 0; i < all.size; ++i) {
      const std::uint32_t met = outcome[i];
      contacts[i] |= (met & 1U) << s;
      deterred[i] |= (met >> 1U & 1U) << s;
      concerns[i] |= (met >> 2U & 1U) << s;
    }
    return;
  }
  Gathered gathered;
  settle_all(rates, service, gathered(all, places, few), outcome);
  for (std::size_t k = 0; k < few; ++k) {
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
    const float* const bias = factor.empty() ? unbiased : biased;
    const Meetings all{block.size(),
                       words[s % 4],
                       families.need.data() + block.begin,
                       state.deprivation,
                       state.deterrence,
                       state.deterrence_setpoint,
                       state.odds_factor,
                       bias,
                       families.events.data() + block.begin};
    meet_one(world.rates, s, all, contacts, deterred, concerns);
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
