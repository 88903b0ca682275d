#pragma once
/// Runs of a finished file as they are stored, for another file to take over (panel_store.hpp). Only for the process
/// apart in which files are read; failures are as in panel_content.hpp. Private to sim/io.

#include <H5Cpp.h>

#include <vector>

#include "sim/io/packed_run.hpp"
#include "sim/io/panel_head.hpp"

namespace streetlight {

/// A table read from its first row to its last, a block at a time.
class TableCursor {
 public:
  TableCursor(const H5::Group& group, const TableSummary& table);
  /// The run's rows, without the columns that name the run.
  std::vector<double> take(const RunKey& run);

 private:
  double at(std::size_t column) const { return block_[column][next_ - first_]; }
  RunKey key() const;
  bool load();
  void read_block(std::size_t column);

  std::vector<H5::DataSet> variables_;
  std::vector<TableColumn::Type> types_;
  std::vector<std::vector<double>> block_;  // [column][row]
  hsize_t rows_, first_ = 0, loaded_ = 0, next_ = 0;
};

class StoredRuns {
 public:
  StoredRuns(const H5::H5File& file, const PanelHead& head);
  /// Runs must be asked for in ascending order: the tables are read through once.
  Bytes packed(const RunKey& run);

 private:
  ChunkGrid grid_;
  std::vector<H5::DataSet> columns_;
  std::vector<TableCursor> tables_;
};

}  // namespace streetlight
