#include "sim/io/panel_attributes.hpp"

#include "sim/results/leading_columns.hpp"

namespace streetlight {

namespace {

/// How a value of the column stands for its interval, in the words of the CF conventions.
std::string cell_methods(const Column& column) {
  switch (column.kind) {
    case ColumnKind::flow:
      return "time: sum";
    case ColumnKind::stock:
      return "time: mean";
    case ColumnKind::ratio:
      return "time: mean (comment: " + column.numerator + " over " + column.denominator + ", each gathered first)";
    case ColumnKind::relative:
      return "time: mean (comment: " + column.numerator + " over " + column.denominator +
             ", each gathered first, relative to the same in the group all)";
  }
  return "";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> panel_attributes(const Column& column) {
  std::vector<std::pair<std::string, std::string>> attributes{
      {"units", column.unit},
      {"long_name", column.meaning},
      {"cell_methods", cell_methods(column)},
      {"kind", to_text(column.kind)},
      {"measure", column.type == ColumnType::count ? "count" : "real"},
      {"numerator", column.numerator},
      {"denominator", column.denominator},
      {"leading", leading_text(column.leading)}};
  std::erase_if(attributes, [](const auto& attribute) { return attribute.second.empty(); });
  return attributes;
}

}  // namespace streetlight
