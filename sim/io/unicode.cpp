#include "sim/io/unicode.hpp"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/utf8.h>

#include <array>
#include <vector>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

/// Below 0 where the bytes are not UTF-8.
UChar32 next_character(std::string_view text, std::size_t& at) {
  UChar32 c = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  auto offset = static_cast<std::int64_t>(at);
  const auto end = static_cast<std::int64_t>(text.size());
  U8_NEXT(bytes, offset, end, c);
  at = static_cast<std::size_t>(offset);
  return c;
}

std::vector<UChar32> characters(std::string_view text) {
  std::vector<UChar32> all;
  for (std::size_t at = 0; at < text.size();) all.push_back(next_character(text, at));
  return all;
}

std::string name_of(UChar32 c) {
  char name[128] = "";
  UErrorCode status = U_ZERO_ERROR;
  u_charName(c, U_EXTENDED_CHAR_NAME, name, sizeof name, &status);
  return fmt::format("U+{:04X} ({})", static_cast<std::uint32_t>(c), name);
}

bool turns_direction(UChar32 c) {
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

bool is_control(UChar32 c) { return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029; }

/// Whether a joiner between letters of this script changes how they look.
bool needs_joiners(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_ARABIC:
    case USCRIPT_SYRIAC:
    case USCRIPT_MONGOLIAN:
    case USCRIPT_DEVANAGARI:
    case USCRIPT_BENGALI:
    case USCRIPT_GURMUKHI:
    case USCRIPT_GUJARATI:
    case USCRIPT_ORIYA:
    case USCRIPT_TAMIL:
    case USCRIPT_TELUGU:
    case USCRIPT_KANNADA:
    case USCRIPT_MALAYALAM:
    case USCRIPT_SINHALA:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return false;
  }
}

bool is_emoji_part(UChar32 c) {
  return u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) || u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER) ||
         c == 0xfe0f;
}

bool is_tag(UChar32 c) { return c >= 0xe0020 && c <= 0xe007f; }

/// Characters without a form of their own that shape their neighbours.
bool belongs_there(const std::vector<UChar32>& text, std::size_t i) {
  if (i == 0) return false;
  const UChar32 c = text[i], before = text[i - 1], after = i + 1 < text.size() ? text[i + 1] : 0;
  if (c == 0x200d && is_emoji_part(before) && u_hasBinaryProperty(after, UCHAR_EXTENDED_PICTOGRAPHIC)) return true;
  if (c == 0x200c || c == 0x200d) return needs_joiners(before) && (needs_joiners(after) || after == 0);
  if (c == 0xfe0e || c == 0xfe0f) return u_hasBinaryProperty(before, UCHAR_EMOJI) != 0;
  if (u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR)) return u_hasBinaryProperty(before, UCHAR_IDEOGRAPHIC) != 0;
  if (is_tag(c)) return before == 0x1f3f4 || is_tag(before);  // flags of Scotland, Wales, ...
  return false;
}

const char* unseen_kind(UChar32 c) {
  if (is_control(c)) return "the control character ";
  if (turns_direction(c)) return "the character that turns the direction of text, ";
  if (u_charType(c) == U_SPACE_SEPARATOR && c != ' ') return "a space that is not a plain one, ";
  if (c == 0x2800 || (c >= 0xfff9 && c <= 0xfffb) || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
    return "the invisible character ";
  return nullptr;
}

const char* ordinal_ending(std::size_t number) {
  if (number / 10 % 10 == 1) return "th";
  return number % 10 == 1 ? "st" : number % 10 == 2 ? "nd" : number % 10 == 3 ? "rd" : "th";
}

/// Compatibility forms (full-width letters, ligatures) resolved, accents composed.
std::string normalised(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFKCInstance(status);
  EXPECT(U_SUCCESS(status));
  const auto wide = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  std::string out;
  form->normalize(wide, status).toUTF8String(out);
  EXPECT(U_SUCCESS(status));
  return out;
}

std::string not_ascii(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) out += c;
  return out;
}

USpoofChecker* spoof_checker() {
  static USpoofChecker* const checker = [] {
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker* made = uspoof_open(&status);
    EXPECT(U_SUCCESS(status));
    return made;
  }();
  return checker;
}

}  // namespace

std::size_t first_invalid_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    if (next_character(text, at) < 0) return begin;
  }
  return std::string_view::npos;
}

std::string character_name(std::string_view text, std::size_t at) { return name_of(next_character(text, at)); }

std::optional<std::string> unseen_character(std::string_view name) {
  const auto text = characters(name);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char* kind = unseen_kind(text[i]);
    if (kind && !belongs_there(text, i))
      return fmt::format("{}{}, its {}{} character", kind, name_of(text[i]), i + 1, ordinal_ending(i + 1));
  }
  return std::nullopt;
}

std::string skeleton(std::string_view name) {
  // Without what nobody sees; what shapes its neighbours stays, but for the choice of an emoji's style.
  const auto all = characters(name);
  std::string seen;
  std::size_t at = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t begin = at;
    next_character(name, at);
    const bool without_form = u_hasBinaryProperty(all[i], UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
    const bool style = all[i] == 0xfe0e || all[i] == 0xfe0f;
    if (!without_form || (!style && belongs_there(all, i))) seen.append(name.substr(begin, at - begin));
  }
  const std::string text = normalised(seen);
  UErrorCode status = U_ZERO_ERROR;
  const auto size = static_cast<std::int32_t>(text.size());
  std::string out(4 * text.size() + 16, '\0');
  auto needed = uspoof_getSkeletonUTF8(spoof_checker(), 0, text.data(), size, out.data(),
                                       static_cast<std::int32_t>(out.size()), &status);
  if (status == U_BUFFER_OVERFLOW_ERROR) {
    status = U_ZERO_ERROR;
    out.resize(static_cast<std::size_t>(needed));
    needed = uspoof_getSkeletonUTF8(spoof_checker(), 0, text.data(), size, out.data(), needed, &status);
  }
  EXPECT(U_SUCCESS(status));
  out.resize(static_cast<std::size_t>(needed));
  return out;
}

std::optional<std::string> hidden_difference(std::string_view name, std::string_view other) {
  if (name == other || skeleton(name) != skeleton(other)) return std::nullopt;
  const std::string here = normalised(name), there = normalised(other);
  if (here != there && not_ascii(here) == not_ascii(there)) return std::nullopt;
  const auto a = characters(name), b = characters(other);
  for (std::size_t i = 0;; ++i) {
    if (i == a.size()) return "the end where the other has " + name_of(b[i]);
    if (i == b.size()) return name_of(a[i]) + " where the other ends";
    if (a[i] != b[i]) return name_of(a[i]) + " where the other has " + name_of(b[i]);
  }
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const UChar32 c = next_character(text, at);
    if (c < 0)
      for (std::size_t i = begin; i < at; ++i) out += fmt::format("\\x{:02X}", static_cast<unsigned char>(text[i]));
    else if ((is_control(c) && c != '\n' && c != '\t') || turns_direction(c))
      out += fmt::format("\\u{:04X}", static_cast<std::uint32_t>(c));
    else
      out.append(text.substr(begin, at - begin));
  }
  return out;
}

}  // namespace streetlight
