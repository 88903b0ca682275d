#pragma once
/// Settings read from a file, each checked against the parameter it is for and with its position in the file.

#include <map>
#include <span>
#include <string>

#include "sim/core/parameters.hpp"
#include "sim/io/diagnostics.hpp"
#include "sim/io/toml_document.hpp"

namespace streetlight {

struct LocatedSettings {
  Settings values;
  std::map<std::string, Position, std::less<>> at;
  bool sound = true;  ///< false when a setting was refused, so that what follows from all of them is not judged
};

/// Where `key` or, failing that, something below it was set; null when nowhere.
const Position* position_of(const LocatedSettings& settings, const std::string& key);

/// Takes `value` for `key` if the table's parameter has no objection; otherwise adds to `errors`.
/// `known` are the tables in which the nearest known key is looked for; the first one must know the key.
bool accept(std::span<const ParameterTable* const> known, const std::string& key, const Position& key_at,
            const TomlValue& value, LocatedSettings& into, Diagnostics& errors);

/// What to say about a key that no parameter has: "unknown key 'programe.capacity'; did you mean
/// 'programme.capacity'?".
std::string unknown_key_message(const std::string& key, std::span<const ParameterTable* const> known);

}  // namespace streetlight
