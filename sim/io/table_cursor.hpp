#pragma once
/// A table of a file, read from its first row to its last. Private to sim/io.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/io/panel_netcdf.hpp"
#include "sim/io/panel_reader.hpp"

namespace streetlight {

inline constexpr std::size_t run_columns = 3;  ///< scenario, point, replicate: they stand before a table's own columns

/// Reads a block at a time. Throws H5::Exception.
class TableCursor {
 public:
  TableCursor(const H5::Group& group, const TableSummary& table) : rows_(table.rows) {
    for (const TableColumn& column : table.shape.columns) {
      variables_.push_back(group.openDataSet(column.name));
      types_.push_back(column.type);
    }
    VALIDATE(variables_.size() > run_columns, "the table " + table.shape.name + " has no columns");
    block_.resize(variables_.size());
  }

  /// The run's rows, without the columns that name the run.
  std::vector<double> take(const RunKey& run) {
    std::vector<double> values;
    for (; load() && key() <= run; ++next_)
      if (key() == run)
        for (std::size_t column = run_columns; column < block_.size(); ++column) values.push_back(at(column));
    return values;
  }

 private:
  static constexpr hsize_t rows_at_once = 4096;

  double at(std::size_t column) const { return block_[column][next_ - first_]; }
  RunKey key() const {
    return {static_cast<std::uint32_t>(at(0)), static_cast<std::uint32_t>(at(1)), static_cast<std::uint32_t>(at(2))};
  }

  /// Whether there is a row at `next_`; its block is then in memory.
  bool load() {
    if (next_ >= rows_) return false;
    if (next_ < first_ + loaded_) return true;
    first_ = next_;
    loaded_ = std::min(rows_at_once, rows_ - first_);
    for (std::size_t column = 0; column < variables_.size(); ++column) read_block(column);
    return true;
  }

  void read_block(std::size_t column) {
    H5::DataSpace place = variables_[column].getSpace();
    place.selectHyperslab(H5S_SELECT_SET, &loaded_, &first_);
    const H5::DataSpace memory(1, &loaded_);
    std::vector<double>& values = block_[column];
    values.resize(loaded_);
    if (types_[column] == TableColumn::Type::real) {
      variables_[column].read(values.data(), H5::PredType::NATIVE_DOUBLE, memory, place);
      return;
    }
    // What stands for "nothing here" among whole numbers is NaN among doubles.
    const std::int64_t nothing = types_[column] == TableColumn::Type::whole ? fill_count : -1;
    std::vector<std::int64_t> whole(loaded_);
    variables_[column].read(whole.data(), H5::PredType::NATIVE_INT64, memory, place);
    std::transform(whole.begin(), whole.end(), values.begin(),
                   [nothing](std::int64_t value) { return value == nothing ? fill_real : static_cast<double>(value); });
  }

  std::vector<H5::DataSet> variables_;
  std::vector<TableColumn::Type> types_;
  std::vector<std::vector<double>> block_;  // [column][row]
  hsize_t rows_, first_ = 0, loaded_ = 0, next_ = 0;
};

}  // namespace streetlight
