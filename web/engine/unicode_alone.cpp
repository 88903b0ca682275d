/// Unicode in a page, without ICU and its megabytes of tables: UTF-8 is checked in full and characters that cannot be
/// seen are refused, but they are named by number, and names that only look alike are not found.

#include <array>
#include <cstdint>
#include <cstdio>

#include "sim/io/unicode.hpp"

namespace streetlight {

namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t size = 0;  ///< bytes; 0 where it is not UTF-8
};

Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[at + i]); };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + size > text.size()) return {};
  std::uint32_t code = first & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < least[size] || code > 0x10ffff || surrogate ? Character{} : Character{code, size};
}

struct Range {
  std::uint32_t first, last;
};
/// Spaces that look like a plain one, marks that nobody sees or that steer the text around them.
constexpr Range unseen[] = {{0x00, 0x1f},     {0x7f, 0xa0},     {0xad, 0xad},     {0x34f, 0x34f},    {0x61c, 0x61c},
                            {0x115f, 0x1160}, {0x1680, 0x1680}, {0x180e, 0x180e}, {0x2000, 0x200b},  {0x200e, 0x200f},
                            {0x2028, 0x202f}, {0x205f, 0x206f}, {0x2800, 0x2800}, {0x3000, 0x3000},  {0x3164, 0x3164},
                            {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff9, 0xfffb}, {0xe0000, 0xe001f}};

bool is_unseen(std::uint32_t code) {
  for (const auto& [first, last] : unseen)
    if (code >= first && code <= last) return true;
  return false;
}

std::string number_of(std::uint32_t code) {
  char text[16];
  std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(code));
  return text;
}

std::string escaped(std::uint32_t code) {
  char text[16];
  std::snprintf(text, sizeof text, code > 0xffff ? "\\U%08X" : "\\u%04X", static_cast<unsigned>(code));
  return text;
}

}  // namespace

std::size_t first_invalid_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto size = character_at(text, at).size;
    if (size == 0) return at;
    at += size;
  }
  return std::string_view::npos;
}

std::string character_name(std::string_view text, std::size_t at) { return number_of(character_at(text, at).code); }

std::optional<std::string> unseen_character(std::string_view name) {
  std::size_t place = 1;
  for (std::size_t at = 0; at < name.size(); ++place) {
    const auto [code, size] = character_at(name, at);
    if (size == 0) return std::nullopt;
    if (is_unseen(code)) return "the invisible character " + number_of(code) + ", number " + std::to_string(place);
    at += size;
  }
  return std::nullopt;
}

std::optional<std::string> hidden_difference(std::string_view, std::string_view) { return std::nullopt; }

std::string skeleton(std::string_view name) { return std::string(name); }

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, size] = character_at(text, at);
    const bool plain = size > 0 && (code == '\n' || code == '\t' || !is_unseen(code));
    if (plain)
      out += text.substr(at, size);
    else
      out += escaped(size > 0 ? code : static_cast<std::uint8_t>(text[at]));
    at += size > 0 ? size : 1;
  }
  return out;
}

}  // namespace streetlight
