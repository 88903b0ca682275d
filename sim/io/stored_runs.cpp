#include "sim/io/stored_runs.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

constexpr hsize_t rows_at_once = 4096;
constexpr double most_runs = 4294967295.0;  // in each direction of the design
constexpr std::int64_t largest_whole = std::int64_t{1} << 53;

std::uint32_t index_from(double value) {
  VALIDATE(value >= 0 && value <= most_runs, "a row of a table belongs to no run");
  return static_cast<std::uint32_t>(value);
}

}  // namespace

TableCursor::TableCursor(const H5::Group& group, const TableSummary& table) : rows_(table.rows) {
  for (const TableColumn& column : table.shape.columns) {
    variables_.push_back(group.openDataSet(column.name));
    types_.push_back(column.type);
  }
  VALIDATE(variables_.size() > run_columns, "the table " + table.shape.name + " does not say which runs it is of");
  block_.resize(variables_.size());
}

std::vector<double> TableCursor::take(const RunKey& run) {
  std::vector<double> values;
  for (; load() && key() <= run; ++next_)
    if (key() == run)
      for (std::size_t column = run_columns; column < block_.size(); ++column) values.push_back(at(column));
  return values;
}

RunKey TableCursor::key() const { return {index_from(at(0)), index_from(at(1)), index_from(at(2))}; }

/// Whether there is a row at `next_`; its block is then in memory.
bool TableCursor::load() {
  if (next_ >= rows_) return false;
  if (next_ < first_ + loaded_) return true;
  first_ = next_;
  loaded_ = std::min(rows_at_once, rows_ - first_);
  for (std::size_t column = 0; column < variables_.size(); ++column) read_block(column);
  return true;
}

void TableCursor::read_block(std::size_t column) {
  H5::DataSpace part = variables_[column].getSpace();
  VALIDATE(part.getSimpleExtentNdims() == 1, "a table has a column of more than one direction");
  part.selectHyperslab(H5S_SELECT_SET, &loaded_, &first_);
  const H5::DataSpace memory(1, &loaded_);
  std::vector<double>& values = block_[column];
  values.resize(loaded_);
  if (types_[column] == TableColumn::Type::real) {
    variables_[column].read(values.data(), H5::PredType::NATIVE_DOUBLE, memory, part);
    return;
  }
  // What stands for "nothing here" among whole numbers is NaN among doubles.
  const std::int64_t nothing = types_[column] == TableColumn::Type::whole ? fill_count : -1;
  std::vector<std::int64_t> whole(loaded_);
  variables_[column].read(whole.data(), H5::PredType::NATIVE_INT64, memory, part);
  std::transform(whole.begin(), whole.end(), values.begin(), [nothing](std::int64_t value) {
    if (value == nothing) return fill_real;
    VALIDATE(value >= -largest_whole && value <= largest_whole, "a table has a number that is too large");
    return static_cast<double>(value);
  });
}

StoredRuns::StoredRuns(const H5::H5File& file, const PanelHead& head) : grid_(head.shape) {
  const H5::Group panel = file.openGroup("panel");
  for (const Column& column : head.shape.columns) columns_.push_back(panel.openDataSet(column.name));
  for (const TableSummary& table : head.tables) tables_.emplace_back(file.openGroup(table.shape.name), table);
}

Bytes StoredRuns::packed(const RunKey& run) {
  Bytes packed, part;
  for (const H5::DataSet& column : columns_)
    for (std::size_t chunk = 0; chunk < grid_.count(); ++chunk) {
      const Extent origin = grid_.origin(chunk);
      const std::array<hsize_t, 6> offset{run.scenario, run.point, run.replicate, origin[0], origin[1], origin[2]};
      hsize_t size = 0;
      std::uint32_t filters_left_out = 0;
      VALIDATE(H5Dget_chunk_storage_size(column.getId(), offset.data(), &size) >= 0 && size > 0,
               "a stored run cannot be read");
      part.resize(size);
      VALIDATE(H5Dread_chunk(column.getId(), H5P_DEFAULT, offset.data(), &filters_left_out, part.data()) >= 0 &&
                   filters_left_out == 0,
               "a stored run cannot be read");
      add_part(packed, part);
    }
  for (TableCursor& table : tables_) add_part(packed, std::span<const double>(table.take(run)));
  return packed;
}

}  // namespace streetlight
