#pragma once
/// Opens a finished panel and reads slices of it. A file that is damaged, foreign or of another layout is
/// refused with an error that says why; nothing read from it is trusted before it has been checked. The HDF5 library,
/// which can crash over a file that somebody made for the purpose, works in a process of its own as long as the
/// reader lives, whatever the file is; values come through a pipe.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sim/core/panel.hpp"
#include "sim/io/panel_chunks.hpp"
#include "sim/results/provenance.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight {

/// A table of the file and how many rows it has. Its columns begin with scenario, point and replicate.
struct TableSummary {
  TableShape shape;
  std::uint64_t rows = 0;
};

/// For one thread at a time.
class PanelReader final : public RunSource {
 public:
  /// Throws InvalidInput, with the path and the reason, when the file is not a panel that can be read.
  explicit PanelReader(const std::filesystem::path& path);
  ~PanelReader() override;

  const std::filesystem::path& path() const;
  std::string name() const override { return path().string(); }
  /// Its tables are without the columns that name the run; tables() has them as they are in the file.
  const PanelShape& shape() const override;
  const Provenance& provenance() const override;
  const std::vector<TableSummary>& tables() const;
  bool completed(const RunKey& key) const override;
  /// Whether the file is, byte for byte, as it was written (else another program has rewritten it).
  bool sealed() const;

  /// Throw InvalidInput when the file turns out to be damaged there.
  std::vector<double> read(std::size_t column, const PanelSlice& slice) const override;
  std::vector<double> rows(std::size_t table, const RunKey& run) const override;
  /// A run that the file holds, as panel_store.hpp gives it: only of a file that is as this program wrote it, and in
  /// ascending order of runs.
  Bytes packed(const RunKey& key) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace streetlight
