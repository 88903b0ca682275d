#pragma once
/// Harm to a child in the month: two hazards,
///
///     inside:  base exp(slope theta)   (the same for every background at equal need),
///     outside: external                (whatever the need or deprivation),
///
/// either strikes with probability 1 - exp(-hazard). Harm may leave a trace: it raises the set-point of need (need.hpp)
/// by `lasting`, and the trace fades by the share `healing` each month,
///
///     trace' = (1 - healing) trace + lasting [harmed].
///
/// Sources disagree on it: several adverse experiences go with poorer outcomes later (Hughes et al. 2017), and early
/// adversity tells little about any one child (Baldwin et al. 2021). So `lasting` is 0 unless an experiment says more.

#include "sim/core/elementary.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight::targeting {

inline float harm_probability(float base, float slope, float theta) {
  return probability_of_any(base * exp_of(slope * theta));
}
/// At least harm_probability: 1 - e^-x <= x, the exponent is the same, and exp_bound lies above e^x. Whoever changes
/// the equation changes this too (docs/decisions/sieves.md).
inline float harm_at_most(float base, float slope, float theta) { return base * exp_bound(slope * theta); }

inline float trace_next(float trace, float healing, float lasting, bool harmed) {
  return (1.0f - healing) * trace + (harmed ? lasting : 0.0f);
}

}  // namespace streetlight::targeting
