#pragma once
/// A table beside the panel, as a group of the file: one variable a column over a dimension `row` that
/// grows, with the scenario, point and replicate of each row before the table's own columns. Rows are
/// buffered, so that a table of any length takes little memory. Private to sim/io.

#include <span>
#include <string>
#include <vector>

#include "sim/core/panel.hpp"
#include "sim/io/panel_netcdf.hpp"

namespace streetlight {

class TableWriter {
 public:
  TableWriter(const H5::Group& parent, const TableShape& shape, const std::vector<std::string>& scenarios,
              netcdf::Dimensions& dimensions);

  /// Rows of one run, [row][column] with the table's own columns. Throws H5::Exception.
  void append(const RunKey& run, std::span<const double> values);
  /// Writes the rows still in memory, then the dimension: it is made last, when its length is known.
  void close();

 private:
  void flush();

  TableShape shape_;
  netcdf::Dimensions* dimensions_;
  H5::Group group_;
  std::vector<H5::DataSet> variables_;
  std::vector<std::vector<double>> buffer_;  // [column][row]
  std::size_t written_ = 0;
};

}  // namespace streetlight
