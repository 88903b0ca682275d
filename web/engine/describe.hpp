#pragma once
/// Parameters, columns and models as JSON for a page.

#include <nlohmann/json.hpp>
#include <string>

#include "sim/core/panel.hpp"

namespace streetlight::page {

nlohmann::ordered_json models_json();
/// Every parameter and column of a model, and the keys of the experiment file itself.
nlohmann::ordered_json reference_json(const std::string& model);
nlohmann::ordered_json column_json(const Column& column);

}  // namespace streetlight::page
