#include "models/targeting/population/csv_lines.hpp"

#include <algorithm>
#include <sstream>

#include "sim/core/check.hpp"

namespace streetlight::targeting {

namespace {

char separator_of(const std::string& text) {
  std::size_t number[3] = {};
  const std::string candidates = ",;\t";
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    if (const auto at = candidates.find(c); at != std::string::npos) ++number[at];
  }
  return candidates[static_cast<std::size_t>(std::max_element(number, number + 3) - number)];
}

std::string without_blanks(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// Bytes of the UTF-8 character that begins at `at`; 0 where none does.
std::size_t character_at(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const unsigned first = byte(at), second = byte(at + 1);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  if (first >= 0xC2 && first <= 0xDF) length = 2;
  if (first >= 0xE0 && first <= 0xEF) length = 3;
  if (first >= 0xF0 && first <= 0xF4) length = 4;
  // Longer than need be, half of a pair of UTF-16, or beyond the last character
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  return length;
}

void check_utf8(const std::string& text, const std::string& name) {
  std::size_t line = 1, column = 1;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character_at(text, at);
    if (length == 0)
      throw InvalidInput(csv_position(name, line, column) +
                         "a byte that is not UTF-8 (is the text in Latin-1 or Windows-1252?): save it as CSV in UTF-8");
    const char c = text[at];
    at += length;
    ++column;
    if (c == '\n' || (c == '\r' && (at >= text.size() || text[at] != '\n'))) {
      ++line;
      column = 1;
    }
  }
}

/// Reads fields from a text, one after the other.
class Reader {
 public:
  Reader(const std::string& text, const std::string& name) : text_(text), name_(name), separator_(separator_of(text)) {}

  CsvText read() {
    std::vector<CsvLine> lines;
    while (at_ < text_.size()) {
      CsvLine line{number_, {}};
      line_start_ = at_;
      do line.fields.push_back(field());
      while (take(separator_));
      end_line();
      const bool blank =
          std::all_of(line.fields.begin(), line.fields.end(), [](const auto& each) { return each.text.empty(); });
      if (!blank) lines.push_back(std::move(line));
    }
    return {separator_, std::move(lines)};
  }

 private:
  bool take(char c) { return at_ < text_.size() && text_[at_] == c && ++at_ > 0; }
  bool at_end() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }
  /// Of the place reached, in characters.
  std::size_t column() const {
    const auto from = text_.begin() + static_cast<std::ptrdiff_t>(line_start_);
    const auto to = text_.begin() + static_cast<std::ptrdiff_t>(at_);
    return static_cast<std::size_t>(std::count_if(from, to, [](char byte) { return !continues(byte); })) + 1;
  }

  CsvField field() {
    while (separator_ != '\t' && at_ < text_.size() && text_[at_] == ' ') ++at_;
    CsvField made{"", number_, column()};
    if (!take('"')) {
      for (; !at_end() && text_[at_] != separator_; ++at_) made.text += text_[at_];
      made.text = without_blanks(made.text);
      return made;
    }
    const std::size_t line = number_, begins = made.column;
    while (true) {
      if (at_ >= text_.size())
        throw InvalidInput(csv_position(name_, line, begins) + "this quotation mark is never closed");
      const char c = text_[at_++];
      if (c == '"' && !take('"')) break;
      if (c == '\n' || (c == '\r' && (at_ >= text_.size() || text_[at_] != '\n'))) {
        ++number_;
        line_start_ = at_;
      }
      made.text += c;
    }
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    if (!at_end() && text_[at_] != separator_)
      throw InvalidInput(csv_position(name_, number_, column()) +
                         "text after a closing quotation mark: a quotation mark inside quotes is written twice");
    return made;
  }

  void end_line() {
    const bool returned = take('\r');
    if (take('\n') || returned) ++number_;
  }

  const std::string& text_;
  const std::string& name_;
  char separator_;
  std::size_t at_ = 0, line_start_ = 0, number_ = 1;
};

}  // namespace

std::string csv_position(const std::string& name, std::size_t line, std::size_t column) {
  return name + ":" + std::to_string(line) + ":" + std::to_string(column) + ": ";
}

CsvText read_csv(std::istream& in, const std::string& name) {
  std::ostringstream content;
  content << in.rdbuf();
  std::string text = std::move(content).str();
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (const auto zero = text.find('\0'); zero != std::string::npos)
    throw InvalidInput(name +
                       ": a byte of 0, as in a spreadsheet's own format or in text saved as UTF-16 (\"Unicode\"): "
                       "save it as CSV in UTF-8");
  check_utf8(text, name);
  return Reader(text, name).read();
}

}  // namespace streetlight::targeting
