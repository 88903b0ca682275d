#pragma once
/// Numbers as text, the same on every machine and in every locale.

#include <charconv>
#include <cmath>
#include <string>

namespace streetlight {

/// The fewest digits that read back as the same number, with an exponent only where people would use one; "nan", "inf"
/// and "-inf" for what is not a number.
inline std::string shortest(double x) {
  if (std::isnan(x)) return "nan";  // whatever its sign
  char buffer[32];
  const double size = std::abs(x);
  const bool plain = size == 0 || (size >= 1e-5 && size < 1e15);
  const auto end = plain ? std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::fixed).ptr
                         : std::to_chars(buffer, buffer + sizeof buffer, x).ptr;
  return std::string(buffer, end);
}

}  // namespace streetlight
