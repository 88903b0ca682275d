#pragma once
/// Values as TOML text that reads back as the same values, bit for bit.

#include <string>
#include <string_view>

#include "sim/core/parameters.hpp"

namespace streetlight {

/// `0.5`, `2.0`, `"covert"`, `[1.0, 2.0]`; an absent value is "none".
std::string toml_value(const Value& value);

/// One segment of a key, in quotes where TOML wants them.
std::string toml_segment(std::string_view name);

/// A dotted key of plain names, each segment quoted where TOML wants it.
std::string toml_key(std::string_view dotted);

/// One line a setting: `casework.capacity = 2.0`.
std::string toml_lines(const Settings& settings);

/// `{ programme.enabled = true, programme.capacity = 0.01 }`.
std::string toml_inline(const Settings& settings);

}  // namespace streetlight
