#pragma once
/// The JSON schema of experiment files, for editors that complete and check TOML by one.

#include <string>

#include "sim/config/reference.hpp"

namespace streetlight {

/// JSON text (draft 2020-12), indented.
std::string json_schema(const Reference& reference);

}  // namespace streetlight
