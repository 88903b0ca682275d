#pragma once
/// Which model a command is about.

#include <string>

#include "sim/experiment/model.hpp"

namespace streetlight {

/// The first model of the program's list: the main one.
std::string default_model_name();

/// The model called `name`, the default one for "". Throws InvalidInput with the nearest name.
const ModelType& chosen_model(const std::string& name);

/// `model = "..."` that is not known, with the nearest name or all of them; to follow the value.
std::string unknown_model_message(const std::string& name);

/// "\"targeting\", \"urn\"".
std::string model_names_text();

}  // namespace streetlight
