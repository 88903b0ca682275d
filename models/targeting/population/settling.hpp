#pragma once
/// Neighbourhoods of a run: drawn, or from a file of places.

#include "models/targeting/parameters.hpp"
#include "models/targeting/population/attributes.hpp"
#include "models/targeting/population/neighbourhoods.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight::targeting {

Neighbourhoods settle(const TargetingParameters& parameters, const AttributeModel& attributes,
                      const ModelContext& context);

/// Codes of the neighbourhoods, in their order; where there is no file, numbers from 1: "N0001".
std::vector<std::string> neighbourhood_names(const TargetingParameters& parameters, const InputFiles& inputs);

}  // namespace streetlight::targeting
