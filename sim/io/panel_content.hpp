#pragma once
/// What a finished file holds, read with HDF5: only for the process apart that may crash over it (panel_reader.hpp).
/// Failures are H5::Exception (the library could not read it) or InvalidInput (it can be read, but is not what it
/// should be). Private to sim/io.

#include <H5Cpp.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "sim/io/panel_head.hpp"
#include "sim/io/panel_reader.hpp"
#include "sim/io/stored_runs.hpp"

namespace streetlight {

class PanelContent {
 public:
  /// Reads the open `file`, and lets this process open no other one after it. `bytes`: its size; `path` is for
  /// messages.
  PanelContent(const std::filesystem::path& path, int file, std::uint64_t bytes);

  const PanelHead& head() const { return head_; }
  /// As PanelReader::read().
  std::vector<double> values(std::size_t column, const PanelSlice& slice);
  /// As PanelReader::rows().
  std::vector<double> rows(std::size_t table, const RunKey& run);
  /// As PanelReader::packed().
  Bytes packed(const RunKey& run);
  /// Touches every value of every run that the file says it holds.
  void read_through();

 private:
  void read_dimensions(const H5::Group& panel);
  void read_columns(const H5::Group& panel);
  void read_runs();
  void read_provenance(const H5::Group& root);
  void read_design();
  void read_tables();
  const H5::DataSet& column_at(std::size_t column);

  PanelHead head_;
  H5::H5File file_;
  H5::DataSet open_column_;  ///< one at a time: each holds a cache of decompressed values
  std::size_t open_index_ = static_cast<std::size_t>(-1);
  std::vector<bool> as_count_;
  std::unique_ptr<StoredRuns> stored_runs_;
};

}  // namespace streetlight
