#include "sim/io/toml_text.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <regex>
#include <span>

#include "sim/core/format.hpp"
#include "sim/core/wording.hpp"
#include "sim/io/unicode.hpp"

namespace streetlight {

namespace {

/// Characters that editors and word processors put instead of plain ones.
constexpr std::string_view quotation_marks[] = {"“", "”", "„", "‟", "‘", "’", "‚", "‛", "«", "»", "″", "′", "`", "´"};
constexpr std::string_view dashes[] = {"–", "—", "−", "‐", "‑", "‒", "―", "－"};

/// Walks over TOML text and knows whether it is in a string or a comment.
class Walk {
 public:
  explicit Walk(std::string_view text, std::size_t begin = 0) : text_(text), at_(begin) {}

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t at() const { return at_; }
  char here() const { return text_[at_]; }

  /// Goes to the next character that is in no string and no comment.
  void next() {
    ++at_;
    settle();
  }
  /// Where the walk may have begun on a string or comment.
  void settle() {
    while (!at_end()) {
      if (here() == '#')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (here() == '"' || here() == '\'')
        skip_string();
      else
        return;
    }
  }

 private:
  std::size_t run_of(char quote) const {
    std::size_t end = at_;
    while (end < text_.size() && text_[end] == quote) ++end;
    return end - at_;
  }

  void skip_string() {
    const char quote = here();
    const std::size_t quotes = run_of(quote);
    if (quotes == 2) {
      at_ += 2;
      return;
    }
    const bool many_lines = quotes >= 3;
    at_ += many_lines ? 3 : 1;
    while (!at_end()) {
      if (here() == '\\' && quote == '"') {
        at_ += 2;
      } else if (here() == quote && !many_lines) {
        ++at_;
        return;
      } else if (here() == quote && run_of(quote) >= 3) {
        at_ += std::min<std::size_t>(run_of(quote), 5);  // up to two belong to the text
        return;
      } else if (here() == '\n' && !many_lines) {
        return;  // not closed: the parser stops here
      } else {
        ++at_;
      }
    }
  }

  std::string_view text_;
  std::size_t at_;
};

/// Where the comma may be one between thousands: ", or 1000 if that is a thousand".
std::string or_thousands(const std::string& before, const std::string& after) {
  const std::string digits = before.substr(before.find_first_of("0123456789"));
  if (after.size() != 3 || digits.size() > 3 || digits.front() == '0') return "";
  return ", or " + before + after + " if it parts thousands";
}

std::optional<TextProblem> wrong_encoding(std::string_view text) {
  const std::string advice = ": save the file as UTF-8";
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    return TextProblem{0, "the file is saved as UTF-16 (\"Unicode\")" + advice};
  if (const auto zero = text.find('\0'); zero != std::string_view::npos)
    return TextProblem{zero, "a byte of 0, as in text saved as UTF-16 (\"Unicode\") or in no text at all" + advice};
  const auto bad = first_invalid_byte(text);
  if (bad == std::string_view::npos) return std::nullopt;
  constexpr char digits[] = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(text[bad]);
  std::string shown = "the byte 0x";
  (shown += digits[byte >> 4]) += digits[byte & 15];
  return TextProblem{bad, shown + " is not UTF-8, as in a file saved as Latin-1 or Windows-1252" + advice};
}

std::optional<TextProblem> too_deep(std::string_view text) {
  int brackets = 0, dots = 0;
  Walk walk(text);
  for (walk.settle(); !walk.at_end(); walk.next()) {
    const char c = walk.here();
    if (c == '.') {
      if (++dots < most_key_parts) continue;
      return TextProblem{walk.at(), "this key has more than " + std::to_string(most_key_parts) +
                                        " parts, and none that means anything has as many"};
    }
    if (std::string_view("\n=,[]{}").find(c) == std::string_view::npos) continue;
    dots = 0;
    if (c == '[' || c == '{') ++brackets;
    if (c == ']' || c == '}') brackets = std::max(0, brackets - 1);
    if (brackets > most_nested_brackets)
      return TextProblem{walk.at(), "more than " + std::to_string(most_nested_brackets) +
                                        " brackets and braces are open inside each other"};
  }
  return std::nullopt;
}

bool is_one_of(std::string_view text, std::span<const std::string_view> characters) {
  return std::any_of(characters.begin(), characters.end(), [&](auto each) { return text.starts_with(each); });
}

/// What is wrong with the character at the beginning of `text`, outside strings and comments.
std::string wrong_character(std::string_view text) {
  if (is_one_of(text, quotation_marks))
    return "this is the quotation mark " + character_name(text) + ": write a plain one, \"";
  if (is_one_of(text, dashes)) return "this is the dash " + character_name(text) + ": write a minus as -";
  if (static_cast<unsigned char>(text.front()) < 0x80) return "";
  if (const auto unseen = unseen_character(text.substr(0, 4)))
    return "this is " + unseen->substr(0, unseen->rfind(", its ")) + ": delete it, or write a plain space";
  return "a name or text with the letter " + character_name(text) + " in it must stand in quotation marks, \"...\"";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return "[" + text + "]";
}

/// What is between the brackets of a list, split where a comma has a space beside it, as people write.
std::vector<std::string> parts_by_space(std::string_view inside) {
  inside = inside.substr(0, inside.find_last_not_of(", \t\r\n") + 1);  // a comma behind the last number
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const bool space_before = i > 0 && std::isspace(static_cast<unsigned char>(inside[i - 1]));
    const bool space_after = i + 1 < inside.size() && std::isspace(static_cast<unsigned char>(inside[i + 1]));
    if (inside[i] == ',' && (space_before || space_after))
      parts.emplace_back();
    else if (!std::isspace(static_cast<unsigned char>(inside[i])))
      parts.back() += inside[i];
  }
  return parts;
}

}  // namespace

std::optional<TextProblem> doubtful_list(std::string_view text) {
  static const std::regex whole(R"([-+]?\d+)"), comma(R"(([-+]?\d+),(\d+))");
  Walk walk(text);
  for (walk.settle(); !walk.at_end(); walk.next()) {
    if (walk.here() != '[') continue;
    const std::size_t begin = walk.at() + 1, end = text.find_first_not_of("0123456789+-, \t\r\n", begin);
    if (end == std::string_view::npos || text[end] != ']' || end - begin > 1000) continue;
    std::vector<std::string> meant, spaced;
    bool some = false, all = true;
    for (const std::string& part : parts_by_space(text.substr(begin, end - begin))) {
      std::smatch found;
      const bool with_comma = std::regex_match(part, found, comma);
      all = all && (with_comma || std::regex_match(part, whole));
      some = some || with_comma;
      meant.push_back(with_comma ? found.str(1) + "." + found.str(2) : part);
      if (with_comma) spaced.push_back(found.str(1));
      spaced.push_back(with_comma ? found.str(2) : part);
    }
    if (all && some && meant.size() > 1)
      return TextProblem{begin - 1, "numbers have a decimal point, not a comma: write " + joined(meant) + ", or " +
                                        joined(spaced) + " if these are " + std::to_string(spaced.size()) +
                                        " whole numbers"};
  }
  return std::nullopt;
}

std::optional<TextProblem> unfit_text(std::string_view text) {
  if (auto problem = wrong_encoding(text)) return problem;
  return too_deep(text);
}

std::optional<TextProblem> likely_mistake(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
  const std::string_view line = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
  Walk walk(line);
  for (walk.settle(); !walk.at_end(); walk.next()) {
    const auto byte = static_cast<unsigned char>(walk.here());
    const bool continues = byte >= 0x80 && byte < 0xc0;
    if (continues) continue;
    if (const auto wrong = wrong_character(line.substr(walk.at())); !wrong.empty())
      return TextProblem{begin + walk.at(), wrong};
    if (walk.here() == ';')
      return TextProblem{begin + walk.at(),
                         "a list's values are separated by commas, not semicolons, and numbers have a decimal point"};
  }
  if (line.size() > 1000) return std::nullopt;  // the expression below takes its time
  // In a list, only what follows the comma shows it: 05 is not a number of its own.
  static const std::regex comma(R"(=\s*([-+]?\d+),(\d+)\s*(?=$|[,}#\r]))"),
      in_list(R"([\[,]\s*([-+]?\d+),(0\d+)\s*(?=[,\]]))");
  std::cmatch found;
  if (!std::regex_search(line.data(), line.data() + line.size(), found, comma) &&
      !std::regex_search(line.data(), line.data() + line.size(), found, in_list))
    return std::nullopt;
  return TextProblem{begin + static_cast<std::size_t>(found.position(1)),
                     "numbers have a decimal point, not a comma: write " + found.str(1) + "." + found.str(2) +
                         or_thousands(found.str(1), found.str(2))};
}

std::string list_meant(const std::vector<double>& numbers,
                       const std::function<bool(const std::vector<double>&)>& fits) {
  const auto whole = [](double x) { return x == std::floor(x) && std::abs(x) < 1e15; };
  if (numbers.size() < 2 || numbers.size() % 2 != 0 || numbers.size() > 20) return "";
  std::string text;
  std::vector<double> meant;
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    if (!whole(numbers[i]) || !whole(numbers[i + 1]) || std::signbit(numbers[i + 1])) return "";
    const std::string word = shortest(numbers[i]) + "." + shortest(numbers[i + 1]);
    meant.push_back(std::stod(word));
    text += (i ? ", " : "") + word;
  }
  return fits(meant) ? "numbers have a decimal point, not a comma: did you mean [" + text + "]?" : "";
}

bool begins_with_quotation_mark(std::string_view text) { return is_one_of(text, quotation_marks); }

std::string number_meant(std::string_view text) {
  if (text.size() > 60) return "";
  const std::string word(text);
  static const std::regex comma(R"(\s*([-+]?\d+),(\d+)\s*)"), plain(R"(\s*[-+]?\d+(\.\d+)?([eE][-+]?\d+)?\s*)"),
      several(R"([^,]*,\s*[\w.]+=.*)"), thousands(R"([-+]?[1-9]\d{0,2}(,\d{3}){2,}(\.\d+)?)");
  std::smatch found;
  if (std::regex_match(word, found, comma))
    return "write " + found.str(1) + "." + found.str(2) + ", with a decimal point" +
           or_thousands(found.str(1), found.str(2));
  if (std::regex_match(word, thousands)) {
    std::string whole = word;
    std::erase(whole, ',');
    return "write " + whole + ", without commas";
  }
  if (std::regex_match(word, plain)) return "write it without quotation marks";
  if (std::regex_match(word, several))
    return worded("one --set for each key: --set KEY=VALUE --set KEY=VALUE", "set one key at a time");
  if (is_one_of(text, dashes)) return "it begins with the dash " + character_name(text) + ": write a minus as -";
  return "";
}

}  // namespace streetlight
