#pragma once
/// Contact with a service, and staying away. With deterrence
///
///     D(tau) = max logistic((midpoint - tau) / width),
///     lambda = reach exp(need theta + deprivation d),
///     p(D)   = 1 - exp(-lambda (1 - voluntary D)),
///
/// a contact happens when u < p(D(tau)). It is deterred when it does not, but would at the family's set-point of
/// trust: p(D(tau)) <= u < p(D(tau0)), the same u. Sources: exit as avoidance of institutions that keep records (Brayne
/// 2014); the link from trust to behaviour is contested, and max = 0 switches it off. Neglected: contacts of
/// several kinds with one service, and more than one contact a month.

#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

/// max logistic((midpoint - tau) / width), in [0, 1).
inline float deterrence_level(float tau, float max, float midpoint, float width_inverse) {
  return max * logistic_of((midpoint - tau) * width_inverse);
}

/// Expected contacts a month, before anyone stays away.
inline float contact_rate(float log_reach, float need_slope, float theta, float deprivation_slope, float d) {
  return exp_of(log_reach + need_slope * theta + deprivation_slope * d);
}

/// Probability of a contact in the month.
inline float contact_probability(float rate, float voluntary, float deterrence) {
  return probability_of_any(rate * (1.0f - voluntary * deterrence));
}

}  // namespace streetlight::targeting
