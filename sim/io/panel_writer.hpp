#pragma once
/// Stores finished runs and, at the end, puts the whole output in its place at once.
///
/// Runs are appended to an aside file, FILE.h5.partial, in whatever order they come. finish() makes the
/// HDF5 file from it in the order of run keys, so that its bytes do not depend on threads, on the order of
/// runs or on how often the work was interrupted, and renames it to FILE.h5. Without finish() the aside file
/// stays, FILE.h5 is never touched, and a later writer can go on from it.
///
/// Several processes that work on one output (the ranks of an MPI job) have an aside file each: FILE.h5.partial,
/// FILE.h5.1.partial and so on. The first one's writer takes in what the others left, when it starts and when it
/// finishes.

#include <filesystem>
#include <memory>

#include "sim/core/panel.hpp"
#include "sim/io/packed_run.hpp"
#include "sim/io/panel_journal.hpp"
#include "sim/results/provenance.hpp"

namespace streetlight {

class PanelStore;

class PanelWriter final : public PanelSink {
 public:
  /// `process`: which of the processes that work on this output, 0 for the one that finishes it.
  /// Throws InvalidInput when the output cannot be written there, another process is writing it, or an
  /// aside file is in the way (see Start).
  PanelWriter(const std::filesystem::path& final_path, const PanelShape& shape, const Provenance& provenance,
              Start start = Start::fresh, unsigned process = 0);
  ~PanelWriter() override;

  /// Counts the runs of an already finished file in the output's place as done: what is written adds to them. Throws
  /// InvalidInput when that file is of another experiment or program (with the difference) and there are no runs in the
  /// aside file that would replace it.
  void keep_finished();
  /// Whether a finished file was kept.
  bool keeps_finished() const { return finished_ != nullptr; }

  /// Stores a run. Throws std::runtime_error when it cannot (a full disk): runs before it stay safe.
  void write(const RunResult& run) override;
  /// Stores a run that another output holds.
  void write_packed(const RunKey& key, const Bytes& packed) { journal_->append(key, packed); }
  /// Bounds what a power cut can lose: called now and then, it makes stored runs safe that have waited for more than a
  /// second. For any thread. Throws std::runtime_error when the disk refuses.
  void keep_safe() { journal_->sync_if_due(); }
  /// Whether the run is stored already: by this writer, by the one that was interrupted, or in the finished file.
  bool already_done(const RunKey& key) const;
  std::size_t runs_done() const;

  /// Makes the output and removes the aside files. Runs that were never written are marked as missing. A finished file
  /// that was kept, and to which nothing was added, stays as it is.
  /// Throws std::runtime_error when it cannot; the aside files then stay.
  void finish();

 private:
  void take_in_others(Start start);
  void take_in_finished();
  void assemble(const std::filesystem::path& path) const;

  std::filesystem::path final_path_;
  PanelShape shape_;
  Provenance provenance_;
  ChunkGrid grid_;
  std::unique_ptr<PanelJournal> journal_;
  std::unique_ptr<PanelStore> finished_;  // null when there is none, or none was asked for
};

/// Where an unfinished output is kept, of each process that works on it.
std::filesystem::path aside_path(const std::filesystem::path& final_path, unsigned process = 0);

}  // namespace streetlight
