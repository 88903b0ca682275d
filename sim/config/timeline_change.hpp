#pragma once
/// A change of parameters while a run goes on, made by a call: checked like an entry of a scenario's timeline in a
/// file, and worth the same.

#include <vector>

#include "sim/config/load_experiment.hpp"
#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// The entry of a timeline that sets this from `month` on. Throws ConfigErrors, whose positions are the settings'
/// options.
TimelineEntry timeline_change(const Experiment& experiment, Month month,
                              const std::vector<CommandLineSetting>& settings);

}  // namespace streetlight
