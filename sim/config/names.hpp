#pragma once
/// Names that users choose: of scenarios and groups. They end up in tables, figure labels and file paths.

#include <algorithm>
#include <optional>
#include <string>

namespace streetlight {

/// What is wrong with a name, to follow "scenario name"; nothing when it will do.
inline std::optional<std::string> name_objection(const std::string& name) {
  const auto shown = "= \"" + name + "\" ";
  if (name.find_first_not_of(" \t") == std::string::npos) return shown + "must not be empty";
  if (name.front() == ' ' || name.back() == ' ') return shown + "must not begin or end with a space";
  if (name.find('/') != std::string::npos)
    return shown + "must not have '/' in it: it would read as a path in the output";
  if (std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
    return "must not have control characters in it";
  if (name.size() > 120)
    return "of " + std::to_string(name.size()) + " bytes is too long: at most 120, and figures show about 40";
  return std::nullopt;
}

}  // namespace streetlight
