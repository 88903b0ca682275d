#pragma once
/// Recording a concern at a contact. The probability has log-odds
///
///     logit(detection or false_alarm) + bias[level] + scrutiny.strength q
///
/// and is then multiplied by 1 - concealment D: a deterred family hides. Given contact (u < p), the same uniform
/// settles the recording (u < p r), since u / p is again uniform; so one draw serves both, and both stay paired.
/// Sources: Fong 2019 (concealment), Holland 2022 and Drake 2017 (scrutiny after a visit; contested).
///
/// Each equation below has its bound beside it, and whoever changes the equation changes it too
/// (docs/decisions/sieves.md).

#include <algorithm>

#include "sim/core/elementary.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight::targeting {

/// Odds of recording by a service without bias and scrutiny: detection of a family in need or harmed, false alarm about
/// any other.
inline float base_odds(bool is_warranted, float detection_odds, float false_alarm_odds) {
  return is_warranted ? detection_odds : false_alarm_odds;
}
/// At least base_odds of every family: it is one of the two.
inline float base_odds_at_most(float detection_odds, float false_alarm_odds) {
  return std::max(detection_odds, false_alarm_odds);
}

/// What scrutiny multiplies the odds by.
inline float scrutiny_factor(float strength, float q) { return exp_of(strength * q); }
/// At least scrutiny_factor: the exponent is the same, and exp_bound lies above e^x.
inline float scrutiny_factor_at_most(float strength, float q) { return exp_bound(strength * q); }

/// Odds form of the sum of log-odds: odds multiply.
inline float recording_probability(float odds, float odds_factor, float concealment, float deterrence) {
  // Kept finite: infinite odds would make a probability of infinity over infinity.
  constexpr float most = 3e38f;
  odds_factor = odds_factor < most ? odds_factor : most;
  float all_odds = odds * odds_factor;
  all_odds = all_odds < most ? all_odds : most;
  return all_odds / (1.0f + all_odds) * (1.0f - concealment * deterrence);
}
/// At least recording_probability at any deterrence, for odds and a factor of at most these: a probability is at most
/// its odds, and hiding only lowers it. A ten-thousandth more for rounding.
inline float recording_at_most(float odds, float odds_factor) { return 1.0001f * odds * odds_factor; }

}  // namespace streetlight::targeting
