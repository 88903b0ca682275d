#pragma once
/// One family and one service in one month: contact.hpp and recording.hpp put together, for one uniform. The month
/// takes this plain way where bounds leave open what happens; builds that check themselves take it for every family.

#include <cstdint>

#include "models/targeting/families.hpp"
#include "models/targeting/rates.hpp"
#include "models/targeting/services/contact.hpp"
#include "models/targeting/services/recording.hpp"
#include "sim/random/streams.hpp"

namespace streetlight::targeting {

/// What the outcome depends on, of the family.
struct Meeting {
  std::uint32_t word;
  float theta, deprivation, tau, tau0, scrutiny;
  float bias;  ///< e^bias at the service
  std::uint16_t events;
};

/// What happened, as bits.
inline constexpr std::uint8_t contact = 1;
inline constexpr std::uint8_t is_deterred = 2;
inline constexpr std::uint8_t concern = 4;
inline constexpr std::uint8_t is_avoided = 8;
inline constexpr std::uint8_t is_regained = 16;

inline float deterrence_of(const Rates& rates, float tau) {
  return deterrence_level(tau, rates.deterrence_max, rates.deterrence_midpoint, rates.deterrence_width_inverse);
}
inline float contact_rate_of(const ServiceRates& service, const Meeting& of) {
  return contact_rate(service.log_reach, service.need, of.theta, service.deprivation, of.deprivation);
}
inline float recording_probability_of(const Rates& rates, const ServiceRates& service, const Meeting& of,
                                      float deterrence) {
  const float odds =
      base_odds((of.events & (in_need_now | harmed)) != 0, service.detection_odds, service.false_alarm_odds);
  return recording_probability(odds, scrutiny_factor(rates.scrutiny, of.scrutiny) * of.bias, rates.concealment,
                               deterrence);
}

/// What cannot happen need not be computed: `avoidable` may be false for a service that nobody can avoid (voluntary 0),
/// `records` for one that records nothing (both odds 0).
template <bool avoidable, bool records>
inline int outcome_of(const Rates& rates, const ServiceRates& service, const Meeting& of) {
  const float u = uniform_float(of.word);
  const float rate = contact_rate_of(service, of);
  const float deterrence = deterrence_of(rates, of.tau);
  const float p = contact_probability(rate, service.voluntary, deterrence);
  int outcome = u < p ? contact : 0;
  if constexpr (avoidable) {
    const float p_setpoint = contact_probability(rate, service.voluntary, deterrence_of(rates, of.tau0));
    outcome |= ((u >= p) & (u < p_setpoint)) ? is_deterred : 0;
    outcome |= ((u >= p_setpoint) & (u < p)) ? is_regained : 0;
    outcome |= ((u >= p) & (u < contact_probability(rate, service.voluntary, 0.0f))) ? is_avoided : 0;
  }
  if constexpr (records) outcome |= u < p * recording_probability_of(rates, service, of, deterrence) ? concern : 0;
  return outcome;
}

}  // namespace streetlight::targeting
