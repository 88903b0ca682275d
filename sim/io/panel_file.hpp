#pragma once
/// Lays out and fills the finished HDF5 (netCDF-4) file. Runs must come in ascending order of keys, each
/// once: then the file's bytes depend on nothing but its content. After a failure HDF5 may crash in whatever is done
/// next, the destructor included: use it in a process of its own (panel_apart.hpp).

#include <memory>
#include <span>

#include "sim/core/panel.hpp"
#include "sim/io/panel_chunks.hpp"
#include "sim/io/provenance.hpp"

namespace streetlight {

class PanelFile {
 public:
  /// Begins it in an open file, which loses what it held. Throws std::runtime_error, as all the others do, when
  /// something cannot be written.
  PanelFile(int file, const PanelShape& shape, const Provenance& provenance);
  ~PanelFile();

  /// Chunk `chunk` of column `column` of the run, as encode_chunk() made it.
  void put_chunk(const RunKey& run, std::size_t column, std::size_t chunk, std::span<const unsigned char> bytes);
  /// The run's rows of a table, [row][column].
  void put_rows(const RunKey& run, std::size_t table, std::span<const double> values);
  void put_done(const RunKey& run);
  /// Reserves room on the disk for about `bytes`, so that a disk that is too full is known of at once. Throws
  /// std::runtime_error when there is not enough; does nothing on a file system that cannot reserve.
  void reserve(std::uint64_t bytes);
  /// Writes what is left and closes. Until then the file is not fit to be read.
  void close();

 private:
  template <class Work>
  static void written(Work work);

  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace streetlight
