#pragma once
/// Text as a field of a CSV file (RFC 4180).

#include <charconv>
#include <string>

namespace streetlight {

/// Whether a spreadsheet would take the text for a formula: by its first character, unless it is a plain number.
inline bool reads_as_formula(const std::string& text) {
  if (text.empty() || std::string("=+-@\t\r").find(text.front()) == std::string::npos) return false;
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error != std::errc() || stop != end;
}

/// In quotation marks, with its own doubled, where it holds a comma, a quotation mark or a line break. With `guard`, an
/// apostrophe comes before what a spreadsheet would take for a formula.
inline std::string csv_text(const std::string& text, bool guard = false) {
  if (guard && reads_as_formula(text)) return csv_text("'" + text);
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace streetlight
