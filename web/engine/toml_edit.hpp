#pragma once
/// Puts a setting into the text of an experiment where a person would: over the value that is there, into the table
/// that is there, or above the first table.

#include <string>
#include <string_view>

#include "sim/core/parameters.hpp"

namespace streetlight::page {

struct EditedText {
  std::string text;
  int line = 0;  ///< where the setting stands, from 1; 0 where nothing is left of it
};

/// `value` is TOML. A table in braces takes the place of one in braces; where the text has the members one by one, each
/// is set by itself, and those that `value` has not got are taken out. Throws ConfigErrors where the text is not TOML
/// or has no place for the key; `input` is what positions call the text.
EditedText with_setting(const std::string& text, const std::string& input, const std::string& key,
                        const std::string& value);

/// A value as TOML has it, from what a person typed for this parameter: words get quotation marks, lists and tables
/// their brackets. Throws ConfigErrors where the parameter cannot have it.
std::string typed_value(const Parameter& parameter, std::string_view typed);

/// The other way round: the parameter's value in a text, as a person would type it; "" and false where it is not there.
bool find_typed(const std::string& text, const Parameter& parameter, std::string& typed);
/// Its default, as a person would type it.
std::string typed_default(const Parameter& parameter);

}  // namespace streetlight::page
