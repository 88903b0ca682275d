#pragma once
/// Recording a concern at a contact. The probability has log-odds
///
///     logit(detection or false_alarm) + bias[level] + scrutiny.strength q
///
/// and is then multiplied by 1 - concealment D: a deterred family hides. Given contact (u < p), the same uniform
/// settles the recording (u < p r), since u / p is again uniform; so one draw serves both, and both stay paired.
/// Sources: Fong 2019 (concealment), Holland 2022 and Drake 2017 (scrutiny after a visit; contested).

namespace streetlight::targeting {

/// Odds form of the sum of log-odds: odds multiply.
inline float recording_probability(float base_odds, float odds_factor, float concealment, float deterrence) {
  // Kept finite: infinite odds would make a probability of infinity over infinity.
  constexpr float most = 3e38f;
  odds_factor = odds_factor < most ? odds_factor : most;
  float odds = base_odds * odds_factor;
  odds = odds < most ? odds : most;
  return odds / (1.0f + odds) * (1.0f - concealment * deterrence);
}

}  // namespace streetlight::targeting
