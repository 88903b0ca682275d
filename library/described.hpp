#pragma once
/// Declarations of the engine as the library shows them.

#include <string_view>

#include "sim/core/panel.hpp"
#include "sim/core/parameters.hpp"
#include "streetlight/parameters.hpp"

namespace streetlight {
class Reference;
}

namespace streetlight::library {

Parameter described(const streetlight::Parameter& parameter, bool of_experiment);
Column described(const streetlight::Column& column);
/// The parameter `key` of a model or of experiment files. Throws InvalidInput with the nearest one.
Parameter described(const Reference& reference, const ParameterTable& table, std::string_view key);

}  // namespace streetlight::library
