#pragma once
/// Stores finished runs and, at the end, gives the whole output its name at once.
///
/// Runs are appended to an aside file, FILE.h5.partial, in whatever order they come. finish() makes the
/// HDF5 file from it in the order of run keys, so that its bytes do not depend on threads, on the order of
/// runs or on how often the work was interrupted, reads it back, and renames it to FILE.h5. Without finish() the aside
/// file stays, FILE.h5 is never touched, and a later writer can go on from it. What others have under these names, or
/// put there meanwhile, is left alone.
///
/// Several processes that work on one output (the ranks of an MPI job) have an aside file each: FILE.h5.partial,
/// FILE.h5.1.partial and so on. The first one's writer takes in what the others left, when it starts and when it
/// finishes.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/panel.hpp"
#include "sim/io/destination.hpp"
#include "sim/io/packed_run.hpp"
#include "sim/io/panel_journal.hpp"
#include "sim/results/provenance.hpp"

namespace streetlight {

class PanelStore;

class PanelWriter final : public PanelSink {
 public:
  /// `process`: which of the processes that work on this output, 0 for the one that finishes it.
  /// Throws InvalidInput when the output cannot be written there, another process is writing it, an aside file is in
  /// the way (see Start), or the output's name is that of a file that may not be replaced: one that is not a result as
  /// this program leaves it, that has been changed since, or that is protected against writing.
  PanelWriter(const std::filesystem::path& final_path, const PanelShape& shape, const Provenance& provenance,
              Start start = Start::fresh, unsigned process = 0);
  ~PanelWriter() override;

  /// Counts the runs of an already finished file under the output's name as done: what is written adds to them. Throws
  /// InvalidInput when that file is of another experiment or program (with the difference) and there are no runs in the
  /// aside file that would replace it; the empty aside file is then removed, and nothing can be written any more.
  void keep_finished();
  /// Throws InvalidInput when the result that is at the output's name is of this very experiment and holds runs which
  /// this work does not make: they would be lost. `makes`: which runs it does.
  void check_replaces(const std::function<bool(const RunKey&)>& makes);
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

  /// Makes the output, reads it back from the disk, and removes the aside files. Runs that were never written are
  /// marked as missing. A finished file that was kept, and to which nothing was added, stays as it is.
  ///
  /// False: an earlier result has the output's name and was left there, because it holds runs and this one is not whole
  /// (`failed` runs of it failed; or it lacks runs of the same experiment that are there). What was done stays in the
  /// aside file, if anything was.
  ///
  /// Throws std::runtime_error when it cannot be made, or when somebody else has made or changed a file of the output's
  /// name meanwhile; the aside files then stay.
  bool finish(std::size_t failed = 0);

 private:
  /// A result that had the output's name when the work began.
  struct Earlier {
    std::string identity;  ///< "" when this program cannot read it
    std::vector<RunKey> runs;
  };

  void look_at_earlier();
  void take_in_others(Start start);
  void take_in_finished();
  bool of_this_experiment(const Earlier& earlier) const;
  bool leaves_earlier(std::size_t failed) const;
  void assemble(int file) const;
  void make_result();
  void discard_when_empty();

  Destination destination_;
  std::optional<Earlier> earlier_;
  PanelShape shape_;
  Provenance provenance_;
  ChunkGrid grid_;
  std::unique_ptr<PanelJournal> journal_;
  std::unique_ptr<PanelStore> finished_;  // null when there is none, or none was asked for
};

/// Where an unfinished output is kept, of each process that works on it: beside the file itself where the path ends in
/// links.
std::filesystem::path aside_path(const std::filesystem::path& final_path, unsigned process = 0);

}  // namespace streetlight
