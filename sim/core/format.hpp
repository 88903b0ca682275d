#pragma once
/// Numbers as text, the same on every machine and in every locale.

#include <charconv>
#include <string>

namespace streetlight {

/// The shortest text that reads back as the same number.
inline std::string shortest(double x) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, x).ptr;
  return std::string(buffer, end);
}

}  // namespace streetlight
