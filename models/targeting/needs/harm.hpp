#pragma once
/// Harm to a child in the month: two hazards,
///
///     inside:  base exp(slope theta)   (the same for every background at equal need),
///     outside: external                (whatever the need or deprivation),
///
/// either strikes with probability 1 - exp(-hazard). Neglected: harm that changes later need.

#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

inline float harm_probability(float base, float slope, float theta) {
  return probability_of_any(base * exp_of(slope * theta));
}

}  // namespace streetlight::targeting
