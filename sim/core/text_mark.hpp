#pragma once
/// A short mark of a text, by which a text that was changed by mistake is known: Fowler, Noll and Vo's hash.

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace streetlight {

inline constexpr std::size_t digits_of_mark = 16;  ///< hexadecimal

inline std::string text_mark(std::string_view text) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  char buffer[digits_of_mark + 1];
  std::snprintf(buffer, sizeof buffer, "%016llx", static_cast<unsigned long long>(hash));
  return buffer;
}

}  // namespace streetlight
