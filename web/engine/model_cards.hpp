#pragma once
/// Model cards of a result: how good each scenario's model was at its last training, as the records show it and in
/// truth, over the replicates.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <vector>

#include "sim/results/run_source.hpp"

namespace streetlight::page {

/// A record a scenario, group and metric: {"scenario", "month", "group", "metric", "unit", "meaning", and for
/// "recorded", "true" and "gap" (recorded less true, paired within the replicate) the mean with "_low" and "_high", its
/// 95 % interval over replicates}. Models of several authorities count by the families that they judged. Empty without
/// trainings.
std::vector<nlohmann::ordered_json> model_cards(const RunSource& result, std::size_t point);

}  // namespace streetlight::page
