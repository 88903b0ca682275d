#pragma once
/// What a file that extends another one may set, where that one says so ([entries]): a competition's rules, enforced by
/// the program rather than by those who compete.
///
///     [entries]
///     may_set = ["programme.*", "services.*.reach"]  # in scenarios
///     from = 24                                      # the first month in which anything may differ
///
/// Beside its scenarios an extending file may then give a title, groups, what is written and what is reported, nothing
/// that changes the world.

#include "sim/io/toml_document.hpp"

namespace streetlight {

/// Checks what `later` says against the rules of what it extends. Throws ConfigErrors, with every position.
void check_entry(const TomlDocument& earlier, const TomlDocument& later);

/// Whether a dotted key is one of a pattern's, in which "*" stands for one segment, and at the end for all that follow.
bool fits(std::string_view key, std::string_view pattern);

}  // namespace streetlight
