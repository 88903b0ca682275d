#pragma once
/// From which month on the scenarios of an experiment may differ, by what is set: their parameters, timelines and
/// programmes. Not by the outcomes, which may first differ later, by chance. A parameter that a match looks for differs
/// from what it is elsewhere, whatever value is found.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// The first written month in which two scenarios have different parameters in effect, at some design point; nothing
/// when they are the same to the end.
std::optional<Month> first_difference(const Experiment& experiment);

/// By scenario: the first of those before it that has the same parameters in effect in every month, at each of these
/// design points; nothing where each differs.
std::vector<std::optional<std::size_t>> never_differing(const Experiment& experiment,
                                                        std::span<const std::size_t> points);

}  // namespace streetlight
