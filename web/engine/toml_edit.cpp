#include "web/engine/toml_edit.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <optional>
#include <vector>

#include "sim/io/diagnostics.hpp"
#include "sim/io/toml_document.hpp"
#include "sim/io/toml_text.hpp"
#include "sim/io/toml_writer.hpp"

namespace streetlight::page {

namespace {

using Path = std::vector<std::string>;

[[noreturn]] void refuse(const std::string& message) { throw ConfigErrors({{{}, message}}); }

Path segments(std::string_view dotted) {
  Path path;
  for (std::size_t begin = 0; begin <= dotted.size();) {
    const auto end = std::min(dotted.find('.', begin), dotted.size());
    path.emplace_back(dotted.substr(begin, end - begin));
    begin = end + 1;
  }
  return path;
}

/// The segments from `first` on, as they stand in a text.
std::string key_from(const Path& path, std::size_t first) {
  std::string out;
  for (std::size_t i = first; i < path.size(); ++i) out += (i > first ? "." : "") + toml_segment(path[i]);
  return out;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first));
}

/// A text that is TOML, with the places of its keys and values.
class PlacedText {
 public:
  explicit PlacedText(const std::string& text) : text_(text), root_(toml::parse(text)) {
    lines_.push_back(0);
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
      lines_.push_back(at + 1);
  }

  const toml::table& root() const { return root_; }

  /// The byte of a place; the parser counts lines and characters from 1.
  std::size_t byte(const toml::source_position& place) const {
    std::size_t at = lines_.at(place.line - 1);
    for (auto left = place.column - 1; left > 0 && at < text_.size(); --left) {
      ++at;
      while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xc0) == 0x80) ++at;
    }
    return at;
  }
  std::size_t begin_of_line(int line) const {
    return line <= static_cast<int>(lines_.size()) ? lines_[static_cast<std::size_t>(line) - 1] : text_.size();
  }
  int line_count() const { return static_cast<int>(lines_.size()); }
  std::string_view line_text(int line) const { return between(begin_of_line(line), begin_of_line(line + 1)); }

  std::size_t begin(const toml::node& node) const { return byte(node.source().begin); }
  std::size_t end(const toml::node& node) const { return byte(node.source().end); }

  std::string_view between(std::size_t from, std::size_t until) const {
    return std::string_view(text_).substr(from, until - from);
  }

  std::string replaced(std::size_t from, std::size_t until, const std::string& with) const {
    return text_.substr(0, from) + with + text_.substr(until);
  }
  /// With a line of its own before that line.
  std::string with_line(int before, const std::string& words) const {
    const std::size_t at = begin_of_line(before);
    const bool open = at == text_.size() && !text_.empty() && text_.back() != '\n';
    return text_.substr(0, at) + (open ? "\n" : "") + words + "\n" + text_.substr(at);
  }

  /// Whether a header `[...]` opens this table; the parser gives the tables above it the same place.
  bool has_header(const toml::table& table) const {
    if (!table.source().begin || table.is_inline() || text_.at(begin(table)) != '[') return false;
    return std::none_of(table.begin(), table.end(), [&](const auto& member) {
      return member.second.is_table() && !member.second.as_table()->is_inline() &&
             member.second.source().begin == table.source().begin;
    });
  }

  /// The line of the first header `[...]` or `[[...]]`; one past the end where there is none.
  int first_header() const {
    int first = line_count() + 1;
    look_for_headers(root_, first);
    return first;
  }

 private:
  void look_for_headers(const toml::table& table, int& first) const {
    const auto take = [&](const toml::table& member) {
      if (!member.is_inline() && text_.at(begin(member)) == '[')
        first = std::min(first, static_cast<int>(member.source().begin.line));
    };
    for (const auto& [key, node] : table) {
      if (const auto* inner = node.as_table()) {
        take(*inner);
        look_for_headers(*inner, first);
      }
      if (node.is_array_of_tables())
        for (const auto& each : *node.as_array()) take(*each.as_table());
    }
  }

  const std::string& text_;
  toml::table root_;
  std::vector<std::size_t> lines_;
};

/// The last line of what stands above the first header; 0 where nothing does.
int last_line_above(const toml::table& table, int header) {
  int last = 0;
  for (const auto& [key, node] : table) {
    if (static_cast<int>(key.source().begin.line) >= header) continue;
    const auto* inner = node.as_table();
    last = std::max(last, inner && !inner->is_inline() ? last_line_above(*inner, header)
                                                       : static_cast<int>(node.source().end.line));
  }
  return last;
}

/// Above the first table, below what stands there; comments that stand at the table stay with it.
std::string above_tables(const PlacedText& text, const std::string& words) {
  const int header = text.first_header();
  if (const int last = last_line_above(text.root(), header); last > 0) return text.with_line(last + 1, words);
  int place = header;
  while (place > 1) {
    const auto above = trimmed(text.line_text(place - 1));
    if (!above.empty() && above.front() != '#') break;
    --place;
  }
  return text.with_line(place, words);
}

std::string into_braces(const PlacedText& text, const toml::table& table, const std::string& words) {
  const std::size_t open = text.begin(table), close = text.end(table) - 1;
  const std::string inside = trimmed(text.between(open + 1, close));
  return text.replaced(open, close + 1, "{ " + inside + (inside.empty() ? "" : ", ") + words + " }");
}

/// What a path leads to.
struct Reached {
  std::vector<const toml::table*> tables;  ///< on the way, the root first
  const toml::node* value = nullptr;       ///< where it is there
};

Reached reached(const toml::table& root, const Path& path) {
  Reached found{{&root}};
  for (std::size_t i = 0; i < path.size(); ++i) {
    const toml::node* node = found.tables.back()->get(path[i]);
    if (!node) return found;
    if (i + 1 == path.size()) {
      found.value = node;
    } else if (const auto* table = node->as_table()) {
      found.tables.push_back(table);
    } else {
      refuse("'" + key_from(Path(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(i) + 1), 0) +
             "' is no table in this text");
    }
  }
  return found;
}

/// Into the innermost table that has braces or a header of its own.
std::string into_table(const PlacedText& text, const Reached& found, const Path& path, const std::string& value) {
  for (std::size_t depth = found.tables.size() - 1; depth > 0; --depth) {
    const toml::table& table = *found.tables[depth];
    const std::string words = key_from(path, depth) + " = " + value;
    if (table.is_inline()) return into_braces(text, table, words);
    if (text.has_header(table)) return text.with_line(static_cast<int>(table.source().begin.line) + 1, words);
  }
  return above_tables(text, key_from(path, 0) + " = " + value);
}

std::string with_value(const std::string& before, const Path& path, const std::string& value) {
  const PlacedText text(before);
  const Reached found = reached(text.root(), path);
  if (found.value) return text.replaced(text.begin(*found.value), text.end(*found.value), value);
  return into_table(text, found, path, value);
}

/// Without the lines of a member that stands by itself.
std::string without_value(const std::string& before, const Path& path) {
  const PlacedText text(before);
  const auto& place = reached(text.root(), path).value->source();
  return text.replaced(text.begin_of_line(static_cast<int>(place.begin.line)),
                       text.begin_of_line(static_cast<int>(place.end.line) + 1), "");
}

Path longer(Path path, std::string_view name) {
  path.emplace_back(name);
  return path;
}

/// The members one by one, as the text has them. New ones come before others go, so that the table stays meanwhile.
std::string with_members(std::string text, const Path& path, const toml::table& there, const std::string& value) {
  const std::string line = "v = " + value;
  const PlacedText typed(line);
  const toml::table& wanted = *typed.root()["v"].as_table();
  for (const auto& [name, node] : wanted)
    text = with_value(text, longer(path, name.str()), std::string(typed.between(typed.begin(node), typed.end(node))));
  for (const auto& [name, node] : there)
    if (!wanted.contains(name)) text = without_value(text, longer(path, name.str()));
  return text;
}

/// What was typed, with what TOML wants around it.
std::string in_toml(const Parameter& parameter, const std::string& typed) {
  const bool none = typed.empty() || typed == "none" || typed == "\"none\"";
  const auto begins_with = [&](std::string_view any) {
    return !typed.empty() && any.find(typed.front()) != std::string_view::npos;
  };
  switch (parameter.type) {
    case ParameterType::text:
    case ParameterType::choice:
      return toml_value(typed);
    case ParameterType::optional_real:
      return none ? "\"none\"" : typed;
    case ParameterType::reals:
    case ParameterType::texts:
      return none ? "[]" : begins_with("[") ? typed : "[" + typed + "]";
    case ParameterType::map:
      return none ? "{}" : begins_with("{") ? typed : "{ " + typed + " }";
    default:
      return typed;
  }
}

std::optional<std::string> objection_to(const Parameter& parameter, const TomlDocument& document) {
  if (parameter.type == ParameterType::map) {
    for (const auto& entry : document.entries())
      if (const auto objection = entry.value.fault.empty() ? parameter.objection(entry.value.value) : entry.value.fault)
        return entry.key.substr(entry.key.find('.') + 1) + " " + *objection;
    return std::nullopt;
  }
  const TomlEntry* entry = document.find("v");
  if (!entry) return "must be " + std::string(to_text(parameter.type));
  if (!entry->value.fault.empty()) return entry->value.fault;
  return parameter.objection(entry->value.value);
}

/// A table of the document as members of a map.
std::string map_typed(const TomlDocument& document, const std::string& key) {
  std::string out;
  for (const auto& entry : document.entries())
    if (entry.key.starts_with(key + "."))
      out += (out.empty() ? "" : ", ") + toml_segment(entry.key.substr(key.size() + 1)) + " = " +
             to_text(entry.value.value);
  return out;
}

std::string plain(const Parameter& parameter, const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  const bool of_words = parameter.type == ParameterType::text || parameter.type == ParameterType::choice;
  return text && (of_words || *text == "none") ? *text : to_text(value);
}

}  // namespace

EditedText with_setting(const std::string& text, const std::string& input, const std::string& key,
                        const std::string& value) {
  parse_toml(text, input);  // says what is wrong in our words
  const Path path = segments(key);
  const PlacedText placed(text);
  const auto* there = reached(placed.root(), path).value;
  const bool one_by_one = there && there->is_table() && !there->as_table()->is_inline();
  if (one_by_one && value.front() != '{') refuse("'" + key + "' is a table in this text");
  EditedText edited{one_by_one ? with_members(text, path, *there->as_table(), value) : with_value(text, path, value)};
  const PlacedText after(edited.text);
  if (const auto* now = reached(after.root(), path).value) edited.line = static_cast<int>(now->source().begin.line);
  return edited;
}

std::string typed_value(const Parameter& parameter, std::string_view typed) {
  const std::string value = in_toml(parameter, trimmed(typed));
  std::optional<std::string> objection;
  try {
    objection = objection_to(parameter, parse_toml("v = " + value, ""));
  } catch (const ConfigErrors& errors) {
    // A word alone where there should be a number or the like.
    const bool list = value.find_first_of("[{") == 0;
    objection = list ? errors.problems().front().message : parameter.objection(Value(value));
    const bool real = parameter.type == ParameterType::real || parameter.type == ParameterType::optional_real;
    if (const auto meant = number_meant(value); real && !meant.empty()) *objection += " (" + meant + ")";
  }
  if (objection) refuse(parameter.doc.key + " " + *objection);
  return value;
}

bool find_typed(const std::string& text, const Parameter& parameter, std::string& typed) {
  const TomlDocument document = parse_toml(text, "");
  const std::string& key = parameter.doc.key;
  if (!document.mentions(key)) return false;
  if (parameter.type == ParameterType::map) {
    typed = map_typed(document, key);
    return true;
  }
  const TomlEntry* entry = document.find(key);
  if (!entry || !entry->value.fault.empty()) return false;
  typed = plain(parameter, entry->value.value);
  return true;
}

std::string typed_default(const Parameter& parameter) {
  if (parameter.type != ParameterType::map) return plain(parameter, parameter.default_value);
  std::string out;
  for (const auto& [name, value] : parameter.map_defaults)
    out += (out.empty() ? "" : ", ") + toml_segment(name) + " = " + to_text(Value(value));
  return out;
}

}  // namespace streetlight::page
