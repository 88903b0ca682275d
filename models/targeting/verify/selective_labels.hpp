#pragma once
/// T9 through the targeting model itself (selective_labels.cpp).

#include "sim/experiment/verify_runs.hpp"

namespace streetlight {

/// The same words as in the model of selective labels, whose rows stand above these under T9.
inline constexpr const char* selective_labels_source =
    "Selective labels, two groups alike in need (own computation, exact posterior)";

void selective_labels_of_the_main_model(VerifyRuns& runs, VerifyRows& rows);

}  // namespace streetlight
