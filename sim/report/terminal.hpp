#pragma once
/// The terminal as something to write text to.

#include <cstdio>
#include <string>
#include <string_view>

namespace streetlight {

bool is_terminal(std::FILE* stream);

/// Columns of the terminal behind `stream`; the variable COLUMNS or 80 where there is none.
int terminal_width(std::FILE* stream);

/// `text` broken at spaces into lines of at most `width` characters, each after `indent` spaces.
std::string wrapped(std::string_view text, int width, int indent);

/// 1234567 as "1,234,567".
std::string with_commas(double whole);

/// Bytes as "1.2 GB".
std::string bytes_text(double bytes);

/// Seconds as "45 s", "3 min 20 s", "2 h 5 min".
std::string duration_text(double seconds);

}  // namespace streetlight
