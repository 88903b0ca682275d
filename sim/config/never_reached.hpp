#pragma once
/// What an experiment asks for and the run never comes to or has nobody for: worth a word, though it is not a mistake
/// in form.

#include <string>
#include <vector>

#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// A sentence for each month that is set to lie after the run's end (the start of a programme that is enabled, say),
/// for each scenario that does in every month the same as one before it, for settings that do nothing, and for groups
/// that will have nobody in them. Each holds at every design point; of a large design some are looked at
/// (points_checked).
std::vector<std::string> never_reached(const Experiment& experiment);

/// Of a scenario whose match begins after the run's end, so that no month has the value that is found: whether it is
/// like the other scenario without one.
bool can_be_made_alike(const Experiment& experiment, std::size_t scenario);

}  // namespace streetlight
