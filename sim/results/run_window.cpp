#include "sim/results/run_window.hpp"

#include <algorithm>

#include "sim/core/check.hpp"
#include "sim/results/missing.hpp"
#include "sim/results/window.hpp"

namespace streetlight {

namespace {

constexpr const char* everyone = "all";

bool is_gathered_directly(const Column& column) {
  return column.kind == ColumnKind::flow || column.kind == ColumnKind::stock;
}

std::size_t index_of(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// The column that says how many entities there are in a group: the first whole stock named like its unit.
std::size_t entity_count(const PanelShape& shape) {
  const auto found = std::find_if(shape.columns.begin(), shape.columns.end(), [](const Column& column) {
    return column.kind == ColumnKind::stock && column.type == ColumnType::count && column.name == column.unit;
  });
  return static_cast<std::size_t>(found - shape.columns.begin());
}

}  // namespace

bool can_gather(const PanelShape& shape, std::size_t column) {
  const Column& described = shape.columns[column];
  if (is_gathered_directly(described)) return true;
  if (described.kind == ColumnKind::relative && index_of(shape.groups, everyone) == shape.groups.size()) return false;
  const auto names = column_names(shape);
  for (const std::string& part : {described.numerator, described.denominator}) {
    const std::size_t index = index_of(names, part);
    if (index == names.size() || !is_gathered_directly(shape.columns[index])) return false;
  }
  return true;
}

void check_can_gather(const PanelShape& shape, std::size_t column) {
  VALIDATE(can_gather(shape, column), shape.columns[column].name +
                                          ": cannot be compared, because the counts that it is a ratio of (" +
                                          shape.columns[column].numerator + ", " + shape.columns[column].denominator +
                                          ") are not in the file. Add them to output.metrics and run again.");
}

RunWindow::RunWindow(const RunSource& panel, const Window& window, std::size_t authority, const RunKey& run)
    : panel_(panel), window_(window), authority_(authority), run_(run), names_(column_names(panel.shape())) {}

std::vector<std::size_t> parts_of(const PanelShape& shape, std::size_t column) {
  const Column& described = shape.columns[column];
  if (is_gathered_directly(described)) return {column};
  const auto names = column_names(shape);
  return {index_of(names, described.numerator), index_of(names, described.denominator)};
}

std::vector<bool> RunWindow::empty_groups() {
  std::vector<bool> empty(panel_.shape().groups.size(), false);
  const std::size_t counted = entity_count(panel_.shape());
  if (counted == names_.size()) return empty;
  const auto& entities = direct(counted);
  for (std::size_t group = 0; group < empty.size(); ++group) empty[group] = entities[group] == 0;
  return empty;
}

std::vector<double> RunWindow::gathered(std::size_t column) {
  const PanelShape& shape = panel_.shape();
  if (!panel_.completed(run_)) return std::vector<double>(shape.groups.size(), missing);
  std::vector<double> values;
  if (is_gathered_directly(shape.columns[column])) {
    values = direct(column);
    const auto empty = empty_groups();
    const std::size_t counted = entity_count(shape);
    for (std::size_t group = 0; group < values.size(); ++group)
      if (empty[group] && column != counted) values[group] = missing;
    return values;
  }
  for (const RatioParts& parts : ratio_parts(column)) values.push_back(parts.missing() ? missing : parts.value());
  return values;
}

std::vector<RatioParts> RunWindow::ratio_parts(std::size_t column) {
  const PanelShape& shape = panel_.shape();
  const Column& described = shape.columns[column];
  EXPECT(!is_gathered_directly(described));
  const RatioParts no_ratio{missing, missing, missing, missing};
  std::vector<RatioParts> values(shape.groups.size(), no_ratio);
  if (!panel_.completed(run_)) return values;
  const auto& above = direct(index_of(names_, described.numerator));
  const auto& below = direct(index_of(names_, described.denominator));
  const auto empty = empty_groups();
  const std::size_t whole = index_of(shape.groups, everyone);
  for (std::size_t group = 0; group < values.size(); ++group) {
    if (empty[group]) continue;
    values[group] = {above[group], below[group]};
    if (described.kind != ColumnKind::relative) continue;
    values[group].whole_numerator = above[whole];
    values[group].whole_denominator = below[whole];
  }
  return values;
}

const std::vector<double>& RunWindow::direct(std::size_t column) {
  const auto known = gathered_.find(column);
  if (known != gathered_.end()) return known->second;
  const std::size_t groups = panel_.shape().groups.size();
  const auto values = panel_.read(column, {run_, window_.first, window_.count, authority_});
  std::vector<double> totals, series(window_.count), parts;
  for (std::size_t time = 0; time < window_.count; ++time) parts.push_back(panel_.shape().part(window_.first + time));
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t time = 0; time < series.size(); ++time) series[time] = values[time * groups + group];
    totals.push_back(gather(panel_.shape().columns[column].kind, series, parts));
  }
  return gathered_[column] = std::move(totals);
}

}  // namespace streetlight
