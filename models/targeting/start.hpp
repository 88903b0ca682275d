#pragma once
/// What the start of a run cannot do for the parameters given: found out before anything runs, and said with the value
/// that would come about instead.

#include "models/targeting/parameters.hpp"

namespace streetlight::targeting {

/// Months before and after month 0 that stamps of 16 bits can tell apart, with room for a horizon.
inline constexpr Month most_months = 32000;

/// EXPECTs parameters that nothing else is wrong with. Costs next to nothing unless they are unusual.
void check_start(const TargetingParameters& parameters, Complaints& complaints);

}  // namespace streetlight::targeting
