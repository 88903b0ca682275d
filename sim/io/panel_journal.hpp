#pragma once
/// The aside file of an output that is still being made: an append-only journal of finished runs. A run
/// is complete when its record's checksum stands at its end; a kill, a power cut or a full disk can only
/// tear the last record, which the next opening cuts off. HDF5 itself gives no such guarantee. A record that was
/// damaged later costs its own run only.
///
/// The file is locked while it is open, so a second writer on one output is refused. It also notes which file beside it
/// is being made out of it, so that what a killed process has left is known as ours, and removed, and nothing else is.

#include <chrono>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <map>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/panel.hpp"
#include "sim/io/destination.hpp"
#include "sim/io/panel_chunks.hpp"

namespace streetlight {

/// Whether an unfinished output is an obstacle or a start to go on from.
enum class Start {
  fresh,   ///< refuses an aside file that holds finished runs
  resume,  ///< goes on from it; starts afresh when there is none
};

class PanelJournal {
 public:
  /// Offset and size of each run's payload.
  using Records = std::pmr::map<RunKey, std::pair<std::uint64_t, std::uint64_t>>;

  /// Opens and locks `path`. `identity` is text that says what the output is (JSON, an object); an
  /// existing journal must have the same one. Files that it notes as being made, and that are still there, are removed.
  /// Throws InvalidInput when the file cannot be made, belongs to a living writer, holds runs that nobody
  /// asked to resume, is of another experiment or program (with the difference), or begins with what no journal of ours
  /// begins with: then it is left as it is.
  PanelJournal(const std::filesystem::path& path, const std::string& identity, Start start);
  ~PanelJournal();
  PanelJournal(const PanelJournal&) = delete;
  PanelJournal& operator=(const PanelJournal&) = delete;

  /// Appends a run. When it cannot be stored whole the journal stays as it was, and std::runtime_error says why.
  void append(const RunKey& key, const Bytes& payload);
  bool contains(const RunKey& key) const { return records_.contains(key); }
  /// Where every complete run is, in the order of keys.
  const Records& records() const { return records_; }
  Bytes read(const RunKey& key) const;
  /// Bytes stored so far.
  std::uint64_t size() const { return end_; }
  /// Makes what was appended survive a power cut.
  void sync();
  /// The same, when something has waited for longer than a second. May be called while another thread appends.
  void sync_if_due();
  /// Notes that `aside` is being made out of this journal. The note, and every run, then survives a power cut. Throws
  /// std::runtime_error.
  void note(const AsideFile& aside);
  /// Deletes the file: its content is stored elsewhere. Throws std::runtime_error when it cannot.
  void discard();

 private:
  void load(const std::string& identity, Start start);
  [[noreturn]] void refuse_to_begin(const std::string& found, const std::string& identity,
                                    const struct timespec& written) const;
  std::optional<std::string> read_head(std::uint64_t size, const std::string& identity) const;
  void walk_records(std::uint64_t size);
  std::optional<std::uint64_t> read_record(std::uint64_t at, std::uint64_t size);
  void take_note(const Bytes& payload);
  void remove_leftovers();
  void begin(const std::string& identity);
  void sync_now();
  void read_at(std::uint64_t offset, void* into, std::size_t size) const;
  bool write_at_end(const Bytes& bytes);
  /// Gives the offset of the payload; nothing, and the reason in errno, when the record could not be stored whole.
  std::optional<std::uint64_t> write_record(const char (&magic)[4], const RunKey& key, const Bytes& payload);
  [[noreturn]] void fail(const std::string& doing) const;

  std::filesystem::path path_;
  Folder folder_;
  int file_;
  std::vector<AsideFile> noted_;
  std::uint64_t end_ = 0;
  // Entries stay and what is between them comes and goes: on one heap they would keep it from being used again.
  std::pmr::monotonic_buffer_resource entries_{std::size_t{1} << 16};
  Records records_{&entries_};
  std::mutex writing_;
  bool unsafe_ = false;  // something appended has not been synced
  std::chrono::steady_clock::time_point last_sync_{};
};

}  // namespace streetlight
