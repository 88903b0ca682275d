#pragma once
/// What Unicode knows of text that people wrote: whether it is UTF-8, which of its characters nobody sees, which names
/// look the same, and how to print what may come from a stranger. The library behind it (ICU) stays in the .cpp file.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace streetlight {

/// Index of the first byte that is not UTF-8, or npos.
std::size_t first_invalid_byte(std::string_view text);

/// The character that begins at byte `at` (which is UTF-8 there), as "U+201C (LEFT DOUBLE QUOTATION MARK)".
std::string character_name(std::string_view text, std::size_t at = 0);

/// Which character of a name cannot be seen, steers the text around it, or looks like a plain space and is none:
/// "the invisible character U+200B (ZERO WIDTH SPACE), its 4th". Nothing when there is none. What joins emoji, and
/// the letters of scripts that need it, may stand there.
std::optional<std::string> unseen_character(std::string_view name);

/// How two names that are not the same, but look so, differ: "U+0430 (CYRILLIC SMALL LETTER A) for U+0061 (...)". Names
/// that differ in plain letters and digits (I, l, 1) are told apart by their readers.
std::optional<std::string> hidden_difference(std::string_view name, std::string_view other);

/// The same for all names that look the same, and perhaps for some that differ in plain letters.
std::string skeleton(std::string_view name);

/// Text for people, as a terminal may get it: control characters (but line feed and tab), characters that turn the
/// direction of text, and bytes that are not UTF-8 are written as they are in TOML: \u001B.
std::string printable(std::string_view text);

}  // namespace streetlight
