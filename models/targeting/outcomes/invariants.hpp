#pragma once
/// What must hold in every month of every run, whatever the parameters. Debug builds check it each month; a failure is
/// a bug of ours and throws BrokenPromise with the condition that fails.

#include <vector>

#include "models/targeting/policy/targeting.hpp"
#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// After the selection, before the casework: flags within seats, nobody outside the programme's scope or consent,
/// nobody within the cool-down of a visit, nobody twice.
void check_selection(const World& world, const std::vector<Flagged>& flagged);

/// At the month's end: families conserved; states finite and in range; recorded within noticed within met; files no
/// older than their retention; visits and contacts within capacity; findings within visits; counts consistent with each
/// other, and those of the sweep with plain counting.
void check_month(const World& world);

}  // namespace streetlight::targeting
