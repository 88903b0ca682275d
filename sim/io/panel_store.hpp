#pragma once
/// A finished file as a source of runs: each is given back packed, its chunks as they are stored, so that putting
/// it into another file neither unpacks nor changes it.

#include <filesystem>
#include <vector>

#include "sim/io/packed_run.hpp"
#include "sim/io/panel_reader.hpp"

namespace streetlight {

class PanelStore {
 public:
  /// Throws InvalidInput when the file cannot be read, or is not, byte for byte, as this program wrote it.
  explicit PanelStore(const std::filesystem::path& path);

  const PanelShape& shape() const { return shape_; }
  const Provenance& provenance() const { return reader_.provenance(); }
  bool contains(const RunKey& key) const { return reader_.completed(key); }
  /// The runs it holds, ascending.
  std::vector<RunKey> runs() const;
  /// A run that it holds. Runs must be asked for in ascending order: the tables are read through once.
  Bytes packed(const RunKey& key) { return reader_.packed(key); }

 private:
  PanelReader reader_;
  PanelShape shape_;  ///< the reader's, with the tables
};

}  // namespace streetlight
