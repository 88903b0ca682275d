#pragma once
/// A scenario that has a match, with a value in its place: what is run once the value is found.

#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// The scenario without its match, and with `value` for what the match looks for, from its month on. A scenario without
/// a match stays as it is.
Scenario with_matched_value(const Scenario& scenario, double value);

}  // namespace streetlight
