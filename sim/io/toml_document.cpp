#include "sim/io/toml_document.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <charconv>

#include "sim/io/toml_text.hpp"
#include "sim/io/toml_texts.hpp"
#include "sim/io/unicode.hpp"

namespace streetlight {

namespace {

[[noreturn]] void refuse(Position where, std::string message) {
  throw ConfigErrors({{std::move(where), std::move(message)}});
}

/// A segment as it stands in a dotted key. A dot inside a quoted segment is kept: only group names use it.
std::string joined(const std::string& prefix, std::string_view name) {
  return prefix.empty() ? std::string(name) : prefix + "." + std::string(name);
}

/// Where dotted keys begin. The parser knows where each segment stands, and a reader looks for the first one.
class KeyStarts {
 public:
  explicit KeyStarts(std::string_view text) {
    for (std::size_t begin = 0; begin <= text.size();) {
      const auto end = std::min(text.find('\n', begin), text.size());
      lines_.push_back(characters(text.substr(begin, end - begin)));
      begin = end + 1;
    }
  }

  /// The column of the first segment of the key whose last segment stands at `line`, `column` (from 1).
  int column(int line, int last) const {
    if (line < 1 || static_cast<std::size_t>(line) > lines_.size()) return last;
    const std::string& text = lines_[static_cast<std::size_t>(line) - 1];
    auto start = static_cast<std::size_t>(last) - 1;
    while (start <= text.size()) {
      const auto dot = before_spaces(text, start);
      if (dot == 0 || text[dot - 1] != '.') break;
      const auto end = before_spaces(text, dot - 1);
      if (end == 0) break;
      start = segment_start(text, end);
    }
    return static_cast<int>(start) + 1;
  }

 private:
  /// One byte a character, as the parser counts columns; which one matters for ASCII only.
  static std::string characters(std::string_view line) {
    std::string out;
    for (const char c : line) {
      const auto byte = static_cast<unsigned char>(c);
      if ((byte & 0xc0) != 0x80) out += byte < 0x80 ? c : '?';
    }
    return out;
  }
  static std::size_t before_spaces(const std::string& text, std::size_t end) {
    while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\t')) --end;
    return end;
  }
  static std::size_t segment_start(const std::string& text, std::size_t end) {
    const char quote = text[end - 1];
    if (quote == '"' || quote == '\'') {
      const auto open = end >= 2 ? text.rfind(quote, end - 2) : std::string::npos;
      return open == std::string::npos ? end - 1 : open;
    }
    const auto other = text.find_last_of(" \t.,[]{}=\"'#", end - 1);
    return other == std::string::npos ? 0 : other + 1;
  }

  std::vector<std::string> lines_;
};

/// Turns the parser's tree into documents.
class Flattener {
 public:
  /// Keys that are set twice, in whatever entries of lists, go to `twice`.
  Flattener(std::string_view text, std::string input, Diagnostics& twice)
      : input_(std::move(input)), key_starts_(text), twice_(twice) {}

  void flatten(const toml::table& table, const std::string& prefix, TomlDocument& into) const {
    for (const auto& [name, item] : in_file_order(table)) {
      const std::string key = joined(prefix, name->str());
      Position key_at = position(name->source());
      key_at.column = key_starts_.column(key_at.line, key_at.column);
      const toml::node& node = *item;
      if (const auto* inner = node.as_table()) {
        if (inner->empty())
          into.put_empty_table({key, key_at, {}});
        else
          flatten(*inner, key, into);
      } else if (node.is_array_of_tables()) {
        into.put_array({key, key_at, documents(*node.as_array())});
      } else if (const auto* before = into.find(key)) {
        // "a.b" in quotes and a.b are two keys to the parser and one to us.
        twice_.add(key_at, "key '" + key + "' is set twice (before: " + before->key_at.to_text() + ")");
      } else {
        into.put({key, key_at, value_of(node)});
      }
    }
  }

  Position position(const toml::source_region& region) const {
    return {input_, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
  }

 private:
  using Item = std::pair<const toml::key*, const toml::node*>;

  /// The parser orders keys by name; people think in the order they wrote.
  static std::vector<Item> in_file_order(const toml::table& table) {
    std::vector<Item> items;
    for (auto&& [key, node] : table) items.emplace_back(&key, &node);
    std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
      const auto x = a.first->source().begin, y = b.first->source().begin;
      return x.line != y.line ? x.line < y.line : x.column < y.column;
    });
    return items;
  }

  std::vector<TomlDocument> documents(const toml::array& array) const {
    std::vector<TomlDocument> tables;
    for (const auto& node : array) {
      TomlDocument document;
      document.at = position(node.source());
      flatten(*node.as_table(), "", document);
      tables.push_back(std::move(document));
    }
    return tables;
  }

  TomlValue value_of(const toml::node& node) const {
    TomlValue result;
    result.at = position(node.source());
    if (const auto* text = node.as_string())
      result.value = text->get();
    else if (const auto* flag = node.as_boolean())
      result.value = flag->get();
    else if (const auto* whole = node.as_integer())
      result.value = whole->get();
    else if (const auto* real = node.as_floating_point())
      result.value = real->get();
    else if (const auto* array = node.as_array())
      fill_list(*array, result);
    else
      result.fault = "is a date or a time, which no parameter takes: months are counted from the first written one";
    return result;
  }

  void fill_list(const toml::array& array, TomlValue& result) const {
    result.is_list = true;
    for (const auto& node : array) {
      if (node.is_table()) {
        result.fault = "is a list that mixes tables with values";
        return;
      }
      result.items.push_back(value_of(node));
    }
    std::vector<double> reals;
    std::vector<std::string> texts;
    for (const auto& item : result.items) {
      if (const auto* whole = std::get_if<std::int64_t>(&item.value)) reals.push_back(static_cast<double>(*whole));
      if (const auto* real = std::get_if<double>(&item.value)) reals.push_back(*real);
      if (const auto* text = std::get_if<std::string>(&item.value)) texts.push_back(*text);
    }
    if (reals.size() == result.items.size())
      result.value = std::move(reals);
    else if (texts.size() == result.items.size())
      result.value = std::move(texts);
    else
      result.fault = "is a list of something else than numbers only or texts only";
  }

  std::string input_;
  KeyStarts key_starts_;
  Diagnostics& twice_;
};

/// The position of a byte, columns in characters.
Position position_of(std::string_view text, std::size_t at, const std::string& input) {
  Position where{input, 1, 1};
  for (std::size_t i = 0; i < std::min(at, text.size()); ++i) {
    if (text[i] == '\n') {
      ++where.line;
      where.column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) {
      ++where.column;
    }
  }
  return where;
}

/// The first byte of a line, counted from 1.
std::size_t line_start(std::string_view text, int line) {
  std::size_t at = 0;
  for (; line > 1 && at < text.size(); --line) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return at;
}

/// The parser's complaint in one line.
std::string syntax_message(const toml::parse_error& error) {
  std::string text(error.description());
  std::replace(text.begin(), text.end(), '\n', ' ');
  return "not valid TOML: " + text;
}

/// A whole number, but for its size.
bool is_too_large(const std::string& text) {
  const std::size_t digits = text.starts_with('-') || text.starts_with('+') ? 1 : 0,
                    end = text.find_last_not_of(" \t") + 1;
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data() + (text.starts_with('+') ? 1 : 0), text.data() + end, number);
  return end > digits && text.find_first_not_of("0123456789", digits) >= end &&
         read.ec == std::errc::result_out_of_range;
}

bool below(std::string_view key, std::string_view prefix) {
  return key.starts_with(prefix) && (key.size() == prefix.size() || key[prefix.size()] == '.');
}

}  // namespace

const TomlEntry* TomlDocument::find(std::string_view key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : &entries_[found->second];
}

const TomlArray* TomlDocument::find_array(std::string_view key) const {
  const auto found =
      std::find_if(arrays_.begin(), arrays_.end(), [&](const TomlArray& array) { return array.key == key; });
  return found == arrays_.end() ? nullptr : &*found;
}

bool TomlDocument::mentions(std::string_view key) const {
  const auto here = [&](const auto& thing) { return below(thing.key, key); };
  return std::any_of(entries_.begin(), entries_.end(), here) || std::any_of(arrays_.begin(), arrays_.end(), here) ||
         std::any_of(empty_tables_.begin(), empty_tables_.end(), here);
}

void TomlDocument::put(TomlEntry entry) {
  const auto [known, is_new] = index_.try_emplace(entry.key, entries_.size());
  if (is_new)
    entries_.push_back(std::move(entry));
  else
    entries_[known->second] = std::move(entry);
}

void TomlDocument::put_array(TomlArray array) {
  const auto same = [&](const TomlArray& other) { return other.key == array.key; };
  if (const auto found = std::find_if(arrays_.begin(), arrays_.end(), same); found != arrays_.end())
    *found = std::move(array);
  else
    arrays_.push_back(std::move(array));
}

void TomlDocument::erase(std::string_view prefix) {
  std::erase_if(entries_, [&](const TomlEntry& entry) { return below(entry.key, prefix); });
  index_.clear();
  for (std::size_t i = 0; i < entries_.size(); ++i) index_[entries_[i].key] = i;
}

TomlDocument parse_toml(std::string_view text, const std::string& input) {
  if (const auto problem = unfit_text(text)) refuse(position_of(text, problem->at, input), problem->message);
  Diagnostics twice;
  const Flattener flattener(text, input, twice);
  TomlDocument document;
  document.at = {input, 1, 1};
  try {
    flattener.flatten(toml::parse(text, input), "", document);
    twice.raise_if_any();
    if (const auto list = doubtful_list(text)) refuse(position_of(text, list->at, input), list->message);
  } catch (const toml::parse_error& error) {
    const Position where = flattener.position(error.source());
    if (const auto mistake = likely_mistake(text, line_start(text, where.line)))
      refuse(position_of(text, mistake->at, input), "not valid TOML: " + mistake->message);
    refuse(where, syntax_message(error));
  }
  return document;
}

TomlDocument read_toml(const std::filesystem::path& path) { return parse_toml(toml_text(path), path.string()); }

std::vector<TomlEntry> parse_setting(std::string_view text, const std::string& option) {
  const Position where{option};
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) refuse(where, "must be KEY=VALUE, as in casework.capacity=2");
  const std::string key(text.substr(0, equals));
  if (const auto problem = unfit_text(key)) refuse(where, problem->message);
  if (first_invalid_byte(text) != std::string_view::npos) refuse(where, "is not UTF-8: check the terminal's encoding");
  std::string value(text.substr(equals + 1));
  if (value.find_first_not_of(" \t") == std::string::npos)
    refuse(where, "has no value after '='; write KEY='\"\"' for an empty text");
  if (text.find_first_of("\r\n") != std::string_view::npos) refuse(where, "must be one line");

  try {
    parse_toml(key + " = 0", option);
  } catch (const ConfigErrors&) {
    const auto mistake = likely_mistake(key, 0);
    refuse(where,
           "'" + key + "' is not a key" + (mistake ? ": " + mistake->message : "; keys look like casework.capacity"));
  }
  const bool in_brackets = std::string_view("[{").find(value[value.find_first_not_of(" \t")]) != std::string_view::npos;
  if (const auto list = doubtful_list(in_brackets ? value : "")) refuse(where, list->message);
  TomlDocument document;
  try {
    document = parse_toml(key + " = " + value, option);
  } catch (const ConfigErrors&) {
    // What is not a TOML value is a bare word, unless it looks like a value gone wrong.
    const auto first = value.find_first_not_of(" \t");
    value.erase(0, first);
    if (is_too_large(value))
      refuse(where, "'" + value + "' is too large: whole numbers go from -9223372036854775808 to 9223372036854775807");
    if (std::string_view("\"'[{").find(value.front()) != std::string_view::npos)
      refuse(where, "'" + value + "' is not a TOML value");
    if (begins_with_quotation_mark(value))
      refuse(where, "'" + value + "' is not a TOML value: it begins with the quotation mark " + character_name(value) +
                        ", so write a plain one, \"");
    TomlEntry word{key, where, {}};
    word.value.value = value;
    document.put(std::move(word));
  }
  if (!document.arrays().empty()) refuse(where, "is a list of tables, which only a file can set");
  if (document.entries().empty()) refuse(where, "sets nothing: the table is empty");

  auto entries = document.entries();
  for (auto& entry : entries) {
    entry.key_at = entry.value.at = where;
    for (auto& item : entry.value.items) item.at = where;
  }
  return entries;
}

}  // namespace streetlight
