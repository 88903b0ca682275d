#pragma once
/// Mechanisms of the targeting model that can be switched off, to ask what each contributes to an outcome.

#include <vector>

#include "sim/experiment/mechanism.hpp"

namespace streetlight::targeting {

std::vector<Mechanism> mechanisms();

}  // namespace streetlight::targeting
