#pragma once
/// Contact with a service, and staying away. With deterrence
///
///     D(tau) = max logistic((midpoint - tau) / width),
///     lambda = reach exp(need theta + deprivation d),
///     p(D)   = 1 - exp(-lambda (1 - voluntary D)),
///
/// a contact happens when u < p(D(tau)). With the same u it is
///
///     avoided   when it would happen without any distrust:             p(D(tau)) <= u < p(0),
///     deterred  when it would at the family's set-point of trust:      p(D(tau)) <= u < p(D(tau0)),
///     regained  when it happens, and would not at the set-point:       p(D(tau0)) <= u < p(D(tau)).
///
/// So deterred less regained is what trust has cost since it left the set-points, and avoided is what distrust costs in
/// all. Sources: exit as avoidance of institutions that keep records (Brayne
/// 2014); the link from trust to behaviour is contested, and max = 0 switches it off. Neglected: contacts of
/// several kinds with one service, and more than one contact a month.
///
/// The month does not compute p for most families: each equation below has its bounds beside it, and whoever changes
/// the equation changes them (docs/decisions/sieves.md).

#include "sim/core/elementary.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight::targeting {

/// max logistic((midpoint - tau) / width), in [0, 1).
inline float deterrence_level(float tau, float max, float midpoint, float width_inverse) {
  return max * logistic_of((midpoint - tau) * width_inverse);
}
/// At least every family's deterrence level: the logistic function is at most 1.
inline float deterrence_at_most(float max) { return max; }

/// Logarithm of the expected contacts a month, before anyone stays away.
inline float log_contact_rate(float log_reach, float need_slope, float theta, float deprivation_slope, float d) {
  return log_reach + need_slope * theta + deprivation_slope * d;
}
/// Expected contacts a month, before anyone stays away.
inline float contact_rate(float log_reach, float need_slope, float theta, float deprivation_slope, float d) {
  return exp_of(log_contact_rate(log_reach, need_slope, theta, deprivation_slope, d));
}
/// At least contact_rate, and at most 1.07 times it: the exponent is the same, and exp_bound is so near to e^x.
inline float contact_rate_at_most(float log_reach, float need_slope, float theta, float deprivation_slope, float d) {
  return exp_bound(log_contact_rate(log_reach, need_slope, theta, deprivation_slope, d));
}

/// Probability of a contact in the month.
inline float contact_probability(float rate, float voluntary, float deterrence) {
  return probability_of_any(rate * (1.0f - voluntary * deterrence));
}
/// At least contact_probability at any deterrence, for a rate of at most `rate`: staying away only lowers the rate, and
/// 1 - e^-x rises with x. The rate itself is a bound too, since 1 - e^-x <= x: nearly as good where contacts are rare.
inline float contact_at_most(float rate) { return any_at_most(rate); }
/// At most the share of its rate, as contact_rate_at_most has it, that the most deterred family keeps: nobody's
/// deterrence is above deterrence_at_most, and 0.93 takes off what the bound of the rate has too much.
inline float least_share_kept(float voluntary, float most_deterrence) {
  return 0.93f * (1.0f - voluntary * most_deterrence);
}
/// At most contact_probability at any deterrence, for a rate of at least `rate_at_most` / 1.07, since 1 - e^-x rises
/// with x.
inline float contact_at_least(float rate_at_most, float share_kept) { return any_at_least(rate_at_most * share_kept); }

}  // namespace streetlight::targeting
