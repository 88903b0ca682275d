#include "sim/results/leading_columns.hpp"

#include <algorithm>
#include <charconv>

#include "sim/core/order.hpp"
#include "sim/results/run_window.hpp"

namespace streetlight {

namespace {

struct NamedList {
  std::string_view name;
  std::uint8_t Leading::*list;
};
constexpr NamedList lists[] = {
    {"compared", &Leading::compared}, {"judged", &Leading::judged}, {"explained", &Leading::explained}};
constexpr std::string_view more = "better=more", less = "better=less";

}  // namespace

std::vector<std::size_t> leading_columns(const PanelShape& shape, std::uint8_t Leading::*list, std::size_t otherwise) {
  std::vector<std::size_t> columns;
  const auto rank = [&](std::size_t column) { return shape.columns[column].leading.*list; };
  for (std::size_t column = 0; column < shape.columns.size(); ++column)
    if (rank(column) > 0 && can_gather(shape, column)) columns.push_back(column);
  put_in_order(columns, [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
  const bool none = columns.empty();
  for (std::size_t column = 0; none && column < shape.columns.size() && columns.size() < otherwise; ++column)
    if (can_gather(shape, column)) columns.push_back(column);
  return columns;
}

std::vector<std::size_t> columns_to_explain(const PanelShape& shape, const std::vector<std::size_t>& groups) {
  constexpr std::size_t most = 4;  // of a model that marks none
  auto columns = leading_columns(shape, &Leading::explained, most);
  const bool only_all = !groups.empty() && std::all_of(groups.begin(), groups.end(),
                                                       [&](std::size_t group) { return shape.groups[group] == "all"; });
  if (only_all)
    std::erase_if(columns, [&](std::size_t column) { return shape.columns[column].kind == ColumnKind::relative; });
  return columns;
}

std::string leading_text(const Leading& leading) {
  std::string text;
  for (const auto& [name, list] : lists) {
    if (leading.*list == 0) continue;
    if (!text.empty()) text += ' ';
    text.append(name).append("=").append(std::to_string(leading.*list));
  }
  if (leading.judged > 0) text.append(" ").append(leading.more_is_better ? more : less);
  return text;
}

Leading leading_of(std::string_view text) {
  Leading leading;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    leading.more_is_better |= word == more;
    const std::string_view name = word.substr(0, word.find('='));
    for (const auto& [list_name, list] : lists)
      if (name == list_name && name.size() < word.size())
        std::from_chars(word.data() + name.size() + 1, word.data() + word.size(), leading.*list);
  }
  return leading;
}

}  // namespace streetlight
