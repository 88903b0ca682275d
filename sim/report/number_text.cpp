#include "sim/report/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace streetlight {

int decimals_for(double scale) {
  if (!(scale > 0) || !std::isfinite(scale)) return 0;
  return std::clamp(1 - static_cast<int>(std::floor(std::log10(scale))), 0, 12);
}

std::string grouped(double value, int decimals) {
  if (std::isnan(value)) return "n/a";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
  const bool zero = digits.find_first_not_of("0.") == std::string::npos;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  for (std::size_t digit = point; digit > 3; digit -= 3) digits.insert(digit - 3, 1, ',');
  if (value < 0 && !zero) digits.insert(0, 1, '-');
  return digits;
}

std::string signed_grouped(double value, int decimals) {
  std::string text = grouped(value, decimals);
  const bool zero = text.find_first_not_of("0.,") == std::string::npos;
  if (value > 0 && !zero) text.insert(0, 1, '+');
  return text;
}

std::size_t display_width(const std::string& text) {
  // Continuation bytes of UTF-8 begin with the bits 10.
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string pad_left(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, display_width(text)), ' ') + text;
}

std::string pad_right(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, display_width(text)), ' ');
}

}  // namespace streetlight
