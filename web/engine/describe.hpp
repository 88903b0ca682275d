#pragma once
/// Parameters, columns, models and the layout of a result as JSON for a page.

#include <nlohmann/json.hpp>
#include <string>

#include "sim/results/run_source.hpp"

namespace streetlight::page {

nlohmann::ordered_json models_json();
/// Every parameter and column of a model, and the keys of the experiment file itself.
nlohmann::ordered_json reference_json(const std::string& model);
nlohmann::ordered_json column_json(const Column& column);
/// What a page must know of a result to show it.
nlohmann::ordered_json result_json(const RunSource& result);

}  // namespace streetlight::page
