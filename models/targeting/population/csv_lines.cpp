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

/// Reads fields from a text, one after the other.
class Reader {
 public:
  Reader(const std::string& text, const std::string& name) : text_(text), name_(name), separator_(separator_of(text)) {}

  std::vector<CsvLine> read() {
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
    return lines;
  }

 private:
  bool take(char c) { return at_ < text_.size() && text_[at_] == c && ++at_ > 0; }
  bool at_end() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }
  std::size_t column() const { return at_ - line_start_ + 1; }

  CsvField field() {
    while (separator_ != '\t' && at_ < text_.size() && text_[at_] == ' ') ++at_;
    CsvField made{"", column()};
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
      if (c == '\n' || (c == '\r' && (at_ >= text_.size() || text_[at_] != '\n'))) ++number_;
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

std::vector<CsvLine> read_csv(std::istream& in, const std::string& name) {
  std::ostringstream content;
  content << in.rdbuf();
  std::string text = std::move(content).str();
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (const auto zero = text.find('\0'); zero != std::string::npos)
    throw InvalidInput(name +
                       ": a byte of 0, as in a spreadsheet's own format or in text saved as UTF-16 (\"Unicode\"): "
                       "save it as CSV in UTF-8");
  return Reader(text, name).read();
}

}  // namespace streetlight::targeting
