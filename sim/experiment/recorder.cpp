#include "sim/experiment/recorder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"

namespace streetlight {

namespace {

bool is_ratio(const Column& column) { return column.kind == ColumnKind::ratio || column.kind == ColumnKind::relative; }

std::size_t column_named(const std::vector<Column>& columns, const std::string& name) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
  return static_cast<std::size_t>(found - columns.begin());
}

}  // namespace

RecordLayout record_layout(std::vector<Column> columns, const std::vector<std::string>& names) {
  RecordLayout layout;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const bool ratio = is_ratio(columns[c]);
    layout.numerator.push_back(ratio ? column_named(columns, columns[c].numerator) : c);
    layout.denominator.push_back(ratio ? column_named(columns, columns[c].denominator) : c);
    for (const std::size_t part : {layout.numerator[c], layout.denominator[c]})
      EXPECT(part < columns.size() && (!ratio || !is_ratio(columns[part])));
  }

  std::vector<bool> chosen(columns.size(), names.empty());
  for (const std::string& name : names) {
    const std::size_t c = column_named(columns, name);
    if (c == columns.size()) {
      std::vector<std::string> known;
      for (const Column& column : columns) known.push_back(column.name);
      const std::string near = nearest_word(name, known);
      throw InvalidInput(
          "output.metrics names \"" + name + "\", which is not a column of this model" +
          (near.empty() ? "; `streetlight describe` lists the columns" : " (did you mean \"" + near + "\"?)"));
    }
    chosen[c] = chosen[layout.numerator[c]] = chosen[layout.denominator[c]] = true;
  }
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (chosen[c]) layout.selected.push_back(c);
  layout.columns = std::move(columns);
  return layout;
}

Recorder::Recorder(std::shared_ptr<const RecordLayout> layout)
    : layout_(std::move(layout)), month_row_(layout_->rows * layout_->columns.size()), sums_(month_row_.size(), 0.0) {
  make_room();
  result_.tables.resize(layout_->tables);
}

Recorder::Recorder(const Recorder& other)
    : layout_(other.layout_), month_row_(other.month_row_), sums_(other.sums_), gathered_(other.gathered_) {
  make_room();
  result_.values.assign(other.result_.values.begin(), other.result_.values.end());
  result_.tables = other.result_.tables;
}

void Recorder::make_room() {
  const auto intervals = static_cast<std::size_t>((layout_->months + layout_->interval - 1) / layout_->interval);
  result_.values.reserve(intervals * layout_->rows * layout_->selected.size());
}

void Recorder::record(Simulation& simulation, Month month) {
  std::fill(month_row_.begin(), month_row_.end(), 0.0);
  simulation.observe(month_row_);
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += month_row_[i];
  simulation.emit(month, result_.tables);
  ++gathered_;
  if ((month + 1) % layout_->interval == 0 || month + 1 == layout_->months) close_interval();
}

double Recorder::gathered(std::size_t row, std::size_t column) const {
  const double sum = sums_[row * layout_->columns.size() + column];
  return layout_->columns[column].kind == ColumnKind::stock ? sum / gathered_ : sum;
}

double Recorder::ratio(std::size_t row, std::size_t column) const {
  const double below = gathered(row, layout_->denominator[column]);
  if (below == 0) return std::numeric_limits<double>::quiet_NaN();
  return gathered(row, layout_->numerator[column]) / below;
}

/// Sums keep what is not a number, so that looking once an interval is enough.
void Recorder::check_numbers() const {
  const std::size_t columns = layout_->columns.size();
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    if (std::isfinite(sums_[i])) continue;
    const Column& column = layout_->columns[i % columns];
    const std::size_t row = i / columns;
    if (is_ratio(column) || (column.may_miss && std::isnan(sums_[i]))) continue;
    const auto name = [](const std::vector<std::string>& names, std::size_t index) {
      return index < names.size() ? names[index] : std::to_string(index);
    };
    throw InvalidInput("column \"" + column.name + "\" is " + shortest(sums_[i]) + " for group \"" +
                       name(layout_->group_names, row % layout_->groups) + "\" of authority \"" +
                       name(layout_->authority_names, row / layout_->groups) +
                       "\": the parameters drive the model out of the range of numbers that it can compute");
  }
}

void Recorder::close_interval() {
  check_numbers();
  for (std::size_t row = 0; row < layout_->rows; ++row) {
    const std::size_t all = row - row % layout_->groups;  // the same authority's group "all"
    for (const std::size_t c : layout_->selected) {
      double value = 0;
      switch (layout_->columns[c].kind) {
        case ColumnKind::flow:
        case ColumnKind::stock:
          value = gathered(row, c);
          break;
        case ColumnKind::ratio:
          value = ratio(row, c);
          break;
        case ColumnKind::relative: {
          const double reference = ratio(all, c);
          value = reference == 0 ? std::numeric_limits<double>::quiet_NaN() : ratio(row, c) / reference;
        }
      }
      result_.values.push_back(value);
    }
  }
  std::fill(sums_.begin(), sums_.end(), 0.0);
  gathered_ = 0;
}

RunResult Recorder::take() && { return std::move(result_); }

}  // namespace streetlight
