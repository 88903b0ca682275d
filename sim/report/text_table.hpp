#pragma once
/// A table for people: aligned on the terminal, or as Markdown.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace streetlight {

/// What a report is written for.
enum class TextForm { terminal, markdown };

/// The form that an option names: "markdown", else the terminal's.
inline TextForm text_form(std::string_view name) {
  return name == "markdown" ? TextForm::markdown : TextForm::terminal;
}

struct TextColumn {
  std::string heading;
  bool words = false;  ///< aligned to the left; numbers stand at the right
};

class TextTable {
 public:
  using Line = std::vector<std::string>;
  using Widths = std::vector<std::size_t>;

  explicit TextTable(std::vector<TextColumn> columns) : columns_(std::move(columns)) {}

  /// EXPECTs a cell for each column.
  void add(Line cells);

  /// What each column takes up on the terminal.
  Widths widths() const;
  /// Aligned: the heading, a rule, the lines, each after two spaces.
  std::string text() const { return text(widths()); }
  /// The same with columns at least so wide, for tables that stand below each other.
  std::string text(const Widths& at_least) const;
  /// What Markdown would read as its own in a cell (a backslash, `|`, `*`, `<` and a back quote) is escaped.
  std::string markdown() const;

 private:
  std::vector<TextColumn> columns_;
  std::vector<Line> lines_;
};

/// Of each column, the larger of the two widths; `so_far` may be empty.
TextTable::Widths wider(const TextTable::Widths& so_far, const TextTable::Widths& more);

/// A title on one line: line breaks and tabs as TOML writes them, \n and \t.
std::string title_line(std::string title);

}  // namespace streetlight
