#pragma once
/// What an experiment asks for and the run never comes to or has nobody for: worth a word, though it is not a mistake
/// in form.

#include <string>
#include <vector>

#include "sim/experiment/experiment.hpp"

namespace streetlight {

/// A sentence for each month that is set to lie after the run's end (the start of a programme that is enabled, say),
/// for each scenario that does in every month the same as one before it, and for groups that will have nobody in them.
std::vector<std::string> never_reached(const Experiment& experiment);

}  // namespace streetlight
