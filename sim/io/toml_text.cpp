#include "sim/io/toml_text.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
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

constexpr std::string_view digits = "0123456789", blanks = " \t\n\v\f\r";

/// Takes from a text, piece by piece, what is expected next. (std::regex would do, but with it comes the standard
/// library's locale, and the page's engine is some 30 KB larger to send.)
class Taker {
 public:
  explicit Taker(std::string_view text, std::size_t begin = 0) : text_(text), at_(begin) {}

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t at() const { return at_; }
  std::string_view rest() const { return text_.substr(at_); }
  bool is_at(std::string_view characters) const {
    return !at_end() && characters.find(text_[at_]) != std::string_view::npos;
  }

  /// One of these characters, if it is there.
  bool one_of(std::string_view characters) {
    const bool there = is_at(characters);
    if (there) ++at_;
    return there;
  }
  /// All that are there of these characters, one after the other.
  std::string_view run_of(std::string_view characters) {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_not_of(characters, at_), text_.size());
    return text_.substr(begin, at_ - begin);
  }
  /// A whole number; nothing where there is none.
  std::string_view whole() {
    const std::size_t begin = at_;
    one_of("-+");
    return run_of(digits).empty() ? "" : text_.substr(begin, at_ - begin);
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

/// 0,5 for 0.5.
struct WithComma {
  std::size_t at;  ///< where it begins
  std::string before, after;
};

std::optional<WithComma> take_with_comma(Taker& from) {
  const std::size_t at = from.at();
  const std::string before(from.whole());
  if (before.empty() || !from.one_of(",")) return std::nullopt;
  const std::string after(from.run_of(digits));
  return after.empty() ? std::nullopt : std::optional(WithComma{at, before, after});
}

/// Behind an equals sign, where it is the whole value.
std::optional<WithComma> value_with_comma(std::string_view line) {
  for (std::size_t sign = line.find('='); sign != std::string_view::npos; sign = line.find('=', sign + 1)) {
    Taker from(line, sign + 1);
    from.run_of(blanks);
    const auto found = take_with_comma(from);
    if (!found) continue;
    const bool line_ends = from.run_of(blanks).find('\r') != std::string_view::npos;
    if (line_ends || from.at_end() || from.is_at(",}#")) return found;
  }
  return std::nullopt;
}

/// In a list, only what follows the comma shows it: 05 is not a number of its own.
std::optional<WithComma> element_with_comma(std::string_view line) {
  for (std::size_t begin = line.find_first_of("[,"); begin != std::string_view::npos;
       begin = line.find_first_of("[,", begin + 1)) {
    Taker from(line, begin + 1);
    from.run_of(blanks);
    const auto found = take_with_comma(from);
    if (!found || found->after.size() < 2 || found->after.front() != '0') continue;
    from.run_of(blanks);
    if (from.is_at(",]")) return found;
  }
  return std::nullopt;
}

/// A number as TOML has it.
bool is_number(std::string_view text) {
  Taker from(text);
  from.run_of(blanks);
  if (from.whole().empty() || (from.one_of(".") && from.run_of(digits).empty()) ||
      (from.one_of("eE") && from.whole().empty()))
    return false;
  from.run_of(blanks);
  return from.at_end();
}

/// 1,000,000.5: two commas at least.
bool is_number_in_thousands(std::string_view text) {
  Taker from(text);
  from.one_of("-+");
  const auto first = from.run_of(digits);
  if (first.empty() || first.size() > 3 || first.front() == '0') return false;
  int commas = 0;
  for (; from.one_of(","); ++commas)
    if (from.run_of(digits).size() != 3) return false;
  if (commas < 2 || (from.one_of(".") && from.run_of(digits).empty())) return false;
  return from.at_end();
}

/// Behind a first value, KEY=VALUE again.
bool is_several_settings(std::string_view text) {
  Taker from(text, std::min(text.find(','), text.size()));
  if (!from.one_of(",")) return false;
  from.run_of(blanks);
  const bool key = !from.run_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.").empty();
  return key && from.one_of("=") && from.rest().find_first_of("\n\r") == std::string_view::npos;
}

/// Where the comma may be one between thousands: ", or 1000 if that is a thousand".
std::string or_thousands(const std::string& before, const std::string& after) {
  const std::string whole = before.substr(before.find_first_of(digits));
  if (after.size() != 3 || whole.size() > 3 || whole.front() == '0') return "";
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
  constexpr char hexadecimal[] = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(text[bad]);
  std::string shown = "the byte 0x";
  (shown += hexadecimal[byte >> 4]) += hexadecimal[byte & 15];
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
  Walk walk(text);
  for (walk.settle(); !walk.at_end(); walk.next()) {
    if (walk.here() != '[') continue;
    const std::size_t begin = walk.at() + 1, end = text.find_first_not_of("0123456789+-, \t\r\n", begin);
    if (end == std::string_view::npos || text[end] != ']' || end - begin > 1000) continue;
    std::vector<std::string> meant, spaced;
    bool some = false, all = true;
    for (const std::string& part : parts_by_space(text.substr(begin, end - begin))) {
      Taker from(part), again(part);
      auto with_comma = take_with_comma(from);
      if (!from.at_end()) with_comma.reset();
      all = all && (with_comma || (!again.whole().empty() && again.at_end()));
      some = some || with_comma;
      meant.push_back(with_comma ? with_comma->before + "." + with_comma->after : part);
      if (with_comma) spaced.push_back(with_comma->before);
      spaced.push_back(with_comma ? with_comma->after : part);
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
  auto found = value_with_comma(line);
  if (!found) found = element_with_comma(line);
  if (!found) return std::nullopt;
  return TextProblem{begin + found->at, "numbers have a decimal point, not a comma: write " + found->before + "." +
                                            found->after + or_thousands(found->before, found->after)};
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
  Taker from(text);
  from.run_of(blanks);
  if (const auto found = take_with_comma(from)) {
    from.run_of(blanks);
    if (from.at_end())
      return "write " + found->before + "." + found->after + ", with a decimal point" +
             or_thousands(found->before, found->after);
  }
  if (is_number_in_thousands(text)) {
    std::string whole(text);
    std::erase(whole, ',');
    return "write " + whole + ", without commas";
  }
  if (is_number(text)) return "write it without quotation marks";
  if (is_several_settings(text))
    return worded("one --set for each key: --set KEY=VALUE --set KEY=VALUE", "set one key at a time");
  if (is_one_of(text, dashes)) return "it begins with the dash " + character_name(text) + ": write a minus as -";
  return "";
}

}  // namespace streetlight
