#pragma once
/// What a Comparison holds.

#include <memory>

#include "library/results_data.hpp"
#include "streetlight/comparison.hpp"

namespace streetlight::library {

/// The caller holds the lock of the results. Throws InvalidInput.
std::shared_ptr<const Comparison::Data> compared(std::shared_ptr<const Results::Data> results,
                                                 const ComparisonRequest& request);

}  // namespace streetlight::library
