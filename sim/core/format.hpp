#pragma once
/// Numbers as text, the same on every machine and in every locale.

#include <charconv>
#include <cmath>
#include <string>

namespace streetlight {

/// The shortest text that reads back as the same number; whole numbers in plain digits (100000, not 1e+05) as far as
/// every whole number is a double.
inline std::string shortest(double x) {
  char buffer[32];
  const bool plain = std::abs(x) < 0x1p53 && x == std::floor(x);
  const auto end = plain ? std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::fixed).ptr
                         : std::to_chars(buffer, buffer + sizeof buffer, x).ptr;
  return std::string(buffer, end);
}

}  // namespace streetlight
