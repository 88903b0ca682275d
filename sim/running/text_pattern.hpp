#pragma once
/// Text held against a pattern. The C library's expressions, because those of the standard library take the compiler
/// seconds.

#include <optional>
#include <string>
#include <vector>

namespace streetlight {

/// The parts of `text` that the groups of `pattern` (a POSIX extended expression) stand for, after the whole match;
/// "" for a group that stands for nothing. Nothing when `pattern` is not found in `text`.
std::optional<std::vector<std::string>> find_pattern(const char* pattern, const std::string& text);

}  // namespace streetlight
