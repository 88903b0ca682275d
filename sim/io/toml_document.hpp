#pragma once
/// A TOML file as the rest of the program sees it: values by full dotted key, each with the position where it
/// stands, in the order of the file. `[a]` with `b = 1`, `a.b = 1` and `a = { b = 1 }` are the same here. An array of
/// tables (`[[scenario]]`) is a list of documents of its own. The parser itself stays inside the .cpp file.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/parameters.hpp"
#include "sim/io/diagnostics.hpp"

namespace streetlight {

/// A TOML value as a core Value. Lists become vector<double> (all numbers) or vector<string> (all texts; a list
/// without elements is a vector<double>). Anything else (dates, lists of lists, mixed lists) has a `fault` instead.
struct TomlValue {
  Value value;
  Position at;
  std::string fault{};             ///< why no parameter can have it, to follow the key: "is a date, ..."
  std::vector<TomlValue> items{};  ///< elements of a list, each by itself with its whole numbers kept
  bool is_list = false;
};

struct TomlEntry {
  std::string key;  ///< relative to the document, dotted
  Position key_at;
  TomlValue value;
};

class TomlDocument;

/// An array of tables.
struct TomlArray {
  std::string key;
  Position at;
  std::vector<TomlDocument> tables;
};

class TomlDocument {
 public:
  Position at;  ///< of the file, or of the table's header or brace

  /// In the order of the file; those of an extended file first.
  const std::vector<TomlEntry>& entries() const { return entries_; }
  const std::vector<TomlArray>& arrays() const { return arrays_; }
  /// Every table that the document opens without putting a value in, with the position of its name: it has
  /// no entry, yet its name may be wrong.
  const std::vector<TomlEntry>& empty_tables() const { return empty_tables_; }

  const TomlEntry* find(std::string_view key) const;
  const TomlArray* find_array(std::string_view key) const;
  /// Whether any entry, array or empty table has this key or begins with it and a dot.
  bool mentions(std::string_view key) const;

  /// Replaces the entry of that key, or appends.
  void put(TomlEntry entry);
  void put_array(TomlArray array);
  void put_empty_table(TomlEntry table) { empty_tables_.push_back(std::move(table)); }
  /// Removes the entries at `prefix` and below it.
  void erase(std::string_view prefix);

 private:
  std::vector<TomlEntry> entries_;
  std::vector<TomlArray> arrays_;
  std::vector<TomlEntry> empty_tables_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

/// One file, without what it extends. Throws ConfigErrors when it cannot be read or is not TOML.
TomlDocument read_toml(const std::filesystem::path& path);

/// TOML text; `input` is what positions call it.
TomlDocument parse_toml(std::string_view text, const std::string& input);

/// `KEY=VALUE` of the command line, VALUE as in TOML, or a bare word for a text. A table in braces gives
/// several entries. `option` is what positions call it. Throws ConfigErrors.
std::vector<TomlEntry> parse_setting(std::string_view text, const std::string& option);

}  // namespace streetlight
