#pragma once
/// Harm to a child in the month: two hazards,
///
///     inside:  base exp(slope theta)   (the same for every background at equal need),
///     outside: external                (whatever the need or deprivation),
///
/// either strikes with probability 1 - exp(-hazard). Neglected: harm that changes later need.

#include "sim/core/elementary.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight::targeting {

inline float harm_probability(float base, float slope, float theta) {
  return probability_of_any(base * exp_of(slope * theta));
}
/// At least harm_probability: 1 - e^-x <= x, the exponent is the same, and exp_bound lies above e^x. Whoever changes
/// the equation changes this too (docs/decisions/sieves.md).
inline float harm_at_most(float base, float slope, float theta) { return base * exp_bound(slope * theta); }

}  // namespace streetlight::targeting
