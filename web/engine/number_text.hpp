#pragma once
/// Numbers as texts and texts as numbers, with the digits of std::to_chars and std::from_chars: the fewest that read
/// back as the same number, and the nearest number. The standard library's own have tables of 120 KB for speed and for
/// every format, which no compressor makes smaller; a page writes few numbers and has the digits already: {fmt} finds
/// the fewest (Dragonbox) and the exact ones of a whole number, C's strtod the nearest number. Hexadecimal is
/// left out.

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace streetlight::page {

inline std::to_chars_result put_text(char* first, char* last, std::string_view text) {
  if (static_cast<std::size_t>(last - first) < text.size()) return {last, std::errc::value_too_large};
  std::memcpy(first, text.data(), text.size());
  return {first + text.size(), std::errc{}};
}

/// `wanted`: nothing (chars_format{}) for the shorter one of fixed and scientific, fixed when they are as long.
inline std::to_chars_result write_number(char* first, char* last, double x, std::chars_format wanted = {}) {
  std::string text = std::signbit(x) ? "-" : "";
  if (std::isnan(x)) return put_text(first, last, text + "nan");
  if (std::isinf(x)) return put_text(first, last, text + "inf");
  std::string digits = "0";
  int after = 0;  // x = 0.digits * 10^(after + 1): the exponent of the first digit
  if (x != 0) {
    const auto found = fmt::detail::dragonbox::to_decimal(std::abs(x));
    digits = std::to_string(found.significand);
    after = found.exponent + static_cast<int>(digits.size()) - 1;
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  }
  const int count = static_cast<int>(digits.size()), size = std::abs(after);
  const int scientific_length = count + (count > 1 ? 1 : 0) + 2 + (size >= 100 ? 3 : 2);
  const int fixed_length = after >= count - 1 ? after + 1 : after >= 0 ? count + 1 : count + 1 - after;
  // As in %g when it is asked for: by the size of the exponent.
  const bool fixed = wanted == std::chars_format::fixed        ? true
                     : wanted == std::chars_format::scientific ? false
                     : wanted == std::chars_format::general    ? after >= -4 && after < 6
                                                               : fixed_length <= scientific_length;
  if (!fixed) {
    text += digits.substr(0, 1);
    if (count > 1) text += "." + digits.substr(1);
    text += after < 0 ? "e-" : "e+";
    if (size < 10) text += "0";
    return put_text(first, last, text + std::to_string(size));
  }
  if (after >= count - 1) {  // a whole number: every one of its digits, not only those that tell it from the next
    text += fmt::format("{:.0f}", std::abs(x));
  } else if (after >= 0) {
    const auto point = static_cast<std::size_t>(after) + 1;
    text += digits.substr(0, point) + "." + digits.substr(point);
  } else {
    text += "0." + std::string(static_cast<std::size_t>(size) - 1, '0') + digits;
  }
  return put_text(first, last, text);
}

/// So many digits after the point, or in all (general).
inline std::to_chars_result write_number(char* first, char* last, double x, std::chars_format wanted, int precision) {
  return put_text(first, last,
                  wanted == std::chars_format::fixed        ? fmt::format("{:.{}f}", x, precision)
                  : wanted == std::chars_format::scientific ? fmt::format("{:.{}e}", x, precision)
                                                            : fmt::format("{:.{}g}", x, precision));
}

struct ReadNumber {
  double value = 0;
  std::ptrdiff_t length = 0;  ///< 0: there is no number
  std::errc error{};
};

/// The number at the beginning of a text: no sign but "-", no blank before it, "inf" and "nan" too.
inline ReadNumber read_number(const char* first, const char* last, std::chars_format wanted) {
  const char* at = first;
  const auto digits = [&] {
    const char* from = at;
    while (at != last && *at >= '0' && *at <= '9') ++at;
    return at - from;
  };
  const auto word = [&](std::string_view name) {
    if (static_cast<std::size_t>(last - at) < name.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i)
      if ((at[i] | 0x20) != name[i]) return false;
    at += name.size();
    return true;
  };
  if (at != last && *at == '-') ++at;
  if (word("infinity") || word("inf") || word("nan")) {
    const double value = (at[-1] | 0x20) == 'n' ? std::nan("") : HUGE_VAL;
    return {*first == '-' ? -value : value, at - first, {}};
  }
  auto count = digits();
  if (at != last && *at == '.') {
    ++at;
    count += digits();
  }
  if (count == 0) return {0, 0, std::errc::invalid_argument};
  const char* mantissa_end = at;
  bool exponent = false;
  if (wanted != std::chars_format::fixed && at != last && (*at | 0x20) == 'e') {
    ++at;
    if (at != last && (*at == '+' || *at == '-')) ++at;
    exponent = digits() > 0;
    if (!exponent) at = mantissa_end;
  }
  if (wanted == std::chars_format::scientific && !exponent) return {0, 0, std::errc::invalid_argument};
  const std::string text(first, at);
  const double value = std::strtod(text.c_str(), nullptr);
  const bool zero = text.find_first_of("123456789") >= text.find_first_of("eE");
  const bool out = std::isinf(value) || (value == 0 && !zero);
  return {value, at - first, out ? std::errc::result_out_of_range : std::errc{}};
}

}  // namespace streetlight::page
