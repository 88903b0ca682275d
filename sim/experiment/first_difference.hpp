#pragma once
/// From which month on the scenarios of an experiment may differ, by what is set: their parameters, timelines and
/// programmes. Not by the outcomes, which may first differ later, by chance.

#include <optional>

#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// The first written month in which two scenarios have different parameters in effect, at some design point; nothing
/// when they are the same to the end.
std::optional<Month> first_difference(const Experiment& experiment);

/// The same of two of the scenarios.
std::optional<Month> first_difference(const Experiment& experiment, std::size_t one, std::size_t other);

}  // namespace streetlight
