#pragma once
/// The counts of the monthly sweep (sweep.hpp) the plain way: one family after another, one question after another,
/// added to each of the family's groups at once. Builds that check themselves require the same of both.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Throws BrokenPromise unless the month's tally holds for every authority, group and swept column what plain counting
/// gives.
void check_swept_counts(const World& world);

}  // namespace streetlight::targeting
