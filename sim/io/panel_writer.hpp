#pragma once
/// Stores finished runs and, at the end, puts the whole output in its place at once.
///
/// Runs are appended to an aside file, FILE.h5.partial, in whatever order they come. finish() makes the
/// HDF5 file from it in the order of run keys, so that its bytes do not depend on threads, on the order of
/// runs or on how often the work was interrupted, and renames it to FILE.h5. Without finish() the aside file
/// stays, FILE.h5 is never touched, and a later writer can go on from it.

#include <filesystem>
#include <memory>

#include "sim/core/panel.hpp"
#include "sim/io/panel_chunks.hpp"
#include "sim/io/panel_journal.hpp"
#include "sim/io/provenance.hpp"

namespace streetlight {

class PanelWriter final : public PanelSink {
 public:
  /// Throws InvalidInput when the output cannot be written there, another process is writing it, or an
  /// aside file is in the way (see Start).
  PanelWriter(const std::filesystem::path& final_path, const PanelShape& shape, const Provenance& provenance,
              Start start = Start::fresh);
  ~PanelWriter() override;

  /// Stores a run. Throws std::runtime_error when it cannot (a full disk): runs before it stay safe.
  void write(const RunResult& run) override;
  /// Whether the run is stored already, by this writer or by the one that was interrupted.
  bool already_done(const RunKey& key) const { return journal_->contains(key); }
  std::size_t runs_done() const { return journal_->records().size(); }

  /// Makes the output and removes the aside file. Runs that were never written are marked as missing.
  /// Throws std::runtime_error when it cannot; the aside file then stays.
  void finish();

 private:
  void assemble(const std::filesystem::path& path) const;

  std::filesystem::path final_path_;
  PanelShape shape_;
  Provenance provenance_;
  ChunkGrid grid_;
  std::unique_ptr<PanelJournal> journal_;
};

/// Where an unfinished output is kept.
std::filesystem::path aside_path(const std::filesystem::path& final_path);

}  // namespace streetlight
