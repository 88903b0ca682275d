#include "sim/report/text_table.hpp"

#include <algorithm>
#include <numeric>

#include "sim/core/check.hpp"
#include "sim/report/number_text.hpp"

namespace streetlight {

namespace {

TextTable::Line headings(const std::vector<TextColumn>& columns) {
  TextTable::Line line;
  for (const TextColumn& column : columns) line.push_back(column.heading);
  return line;
}

std::string aligned(const std::vector<TextColumn>& columns, const TextTable::Line& cells,
                    const TextTable::Widths& widths) {
  std::string text;
  for (std::size_t c = 0; c < columns.size(); ++c)
    text += "  " + (columns[c].words ? pad_right(cells[c], widths[c]) : pad_left(cells[c], widths[c]));
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string markdown_line(const TextTable::Line& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) {
    text += ' ';
    for (const char c : cell)
      text.append(std::string_view("\\|*<`").find(c) != std::string_view::npos ? 1 : 0, '\\').append(1, c);
    text += " |";
  }
  return text + "\n";
}

}  // namespace

void TextTable::add(Line cells) {
  EXPECT(cells.size() == columns_.size());
  lines_.push_back(std::move(cells));
}

TextTable::Widths TextTable::widths() const {
  Widths widths;
  for (const TextColumn& column : columns_) widths.push_back(display_width(column.heading));
  for (const Line& line : lines_)
    for (std::size_t c = 0; c < line.size(); ++c) widths[c] = std::max(widths[c], display_width(line[c]));
  return widths;
}

std::string TextTable::text(const Widths& at_least) const {
  const Widths all = wider(widths(), at_least);
  std::string text = aligned(columns_, headings(columns_), all);
  text.append("  ").append(std::accumulate(all.begin(), all.end(), 2 * (all.size() - 1)), '-').append("\n");
  for (const Line& line : lines_) text += aligned(columns_, line, all);
  return text;
}

std::string TextTable::markdown() const {
  std::string text = markdown_line(headings(columns_)) + "|";
  for (const TextColumn& column : columns_) text += column.words ? ":--|" : "--:|";
  text += "\n";
  for (const Line& line : lines_) text += markdown_line(line);
  return text;
}

TextTable::Widths wider(const TextTable::Widths& so_far, const TextTable::Widths& more) {
  TextTable::Widths widths = more;
  for (std::size_t c = 0; c < std::min(so_far.size(), more.size()); ++c) widths[c] = std::max(so_far[c], more[c]);
  return widths;
}

std::string title_line(std::string title) {
  for (const auto& [character, escape] : {std::pair('\n', "\\n"), std::pair('\t', "\\t")})
    for (auto at = title.find(character); at != std::string::npos; at = title.find(character, at))
      title.replace(at, 1, escape);
  return title;
}

}  // namespace streetlight
