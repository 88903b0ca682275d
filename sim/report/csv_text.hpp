#pragma once
/// Text as a field of a CSV file (RFC 4180).

#include <string>

namespace streetlight {

/// In quotation marks, with its own doubled, where it holds a comma, a quotation mark or a line break.
inline std::string csv_text(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace streetlight
