#pragma once
/// Decay of a record: counts halve every half_life months, and a file without a new entry for `retention` months is
/// erased. r' = r 2^(-1/half_life), or 0 once month - last entry >= retention.

#include "models/targeting/families.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

/// What is left of a count after one month.
inline float monthly_decay(double half_life) { return static_cast<float>(exp_of(-0.6931471805599453 / half_life)); }

inline float decayed(float count, float kept, Stamp last_entry, Month month, Month retention) {
  return month - static_cast<Month>(last_entry) < retention ? count * kept : 0.0f;
}

}  // namespace streetlight::targeting
