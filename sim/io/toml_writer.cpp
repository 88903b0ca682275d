#include "sim/io/toml_writer.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "sim/core/format.hpp"

namespace streetlight {

namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04X", byte);
      out += escape;
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// A real is told from a whole number by its point or exponent.
std::string real(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x < 0 ? "-inf" : "inf";
  std::string text = shortest(x);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

template <class T, class Format>
std::string list(const std::vector<T>& items, Format format) {
  std::string out = "[";
  for (std::size_t i = 0; i < items.size(); ++i) out += (i ? ", " : "") + format(items[i]);
  return out + "]";
}

}  // namespace

std::string toml_value(const Value& value) {
  if (const auto* x = std::get_if<double>(&value)) return real(*x);
  if (const auto* text = std::get_if<std::string>(&value)) return in_quotes(*text);
  if (const auto* reals = std::get_if<std::vector<double>>(&value)) return list(*reals, real);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) return list(*texts, in_quotes);
  if (std::holds_alternative<std::monostate>(value)) return "\"none\"";
  return to_text(value);
}

std::string toml_segment(std::string_view name) {
  const auto bare = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), bare) ? std::string(name) : in_quotes(name);
}

std::string toml_key(std::string_view dotted) {
  std::string out;
  for (std::size_t begin = 0; begin <= dotted.size();) {
    const auto end = std::min(dotted.find('.', begin), dotted.size());
    if (begin) out += '.';
    out += toml_segment(dotted.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::string toml_lines(const Settings& settings) {
  std::string out;
  for (const auto& [key, value] : settings) out += toml_key(key) + " = " + toml_value(value) + "\n";
  return out;
}

std::string toml_inline(const Settings& settings) {
  if (settings.empty()) return "{}";
  std::string out;
  for (const auto& [key, value] : settings)
    out += (out.empty() ? "{ " : ", ") + toml_key(key) + " = " + toml_value(value);
  return out + " }";
}

}  // namespace streetlight
