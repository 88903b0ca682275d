#pragma once
/// Targets and what was got, as text.

#include <string>
#include <vector>

#include "sim/results/targets.hpp"

namespace streetlight {

/// A line a target, for the terminal, and the targets' notes below.
std::string targets_text(const std::vector<Target>& targets, const std::vector<Measured>& measured);

}  // namespace streetlight
