#include "sim/io/panel_journal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <string_view>
#include <system_error>
#include <utility>

#include "sim/core/check.hpp"
#include "sim/core/wording.hpp"
#include "sim/io/locked_file.hpp"
#include "sim/io/panel_identity.hpp"
#include "sim/io/whole_io.hpp"

namespace streetlight {

namespace {

// A journal is a head and records, numbers little-endian as on every machine the program is built for:
//   head    magic, size of the identity, the identity, checksum of all before
//   record  magic, key, size of the payload, the payload, checksum of all before in the record
// A record is a run, or a note of a file that is being made (its key is all zeros).
constexpr char head_magic[8] = {'S', 'L', 'J', 'O', 'U', 'R', '0', '1'};
constexpr char record_magic[4] = {'R', 'U', 'N', '1'};
constexpr char note_magic[4] = {'A', 'S', 'D', '1'};

struct RecordHead {
  char magic[4];
  std::uint32_t scenario, point, replicate;
  std::uint64_t size;
};
static_assert(sizeof(RecordHead) == 24);
constexpr std::size_t checksum_size = 4;

/// What a note holds before the file's name: which file it is.
struct NoteHead {
  std::uint64_t number;
  std::int64_t birth_seconds;
  std::uint64_t birth_nanoseconds;
};
static_assert(sizeof(NoteHead) == 24);

/// How long finished runs may wait for the disk. A kill loses none of them; only a power cut can.
constexpr auto sync_interval = std::chrono::seconds(1);

std::uint32_t checksum(const void* bytes, std::size_t size, std::uint32_t seed = 0) {
  if (size == 0) return seed;  // zlib takes no bytes at no address for a wish to begin anew
  return static_cast<std::uint32_t>(crc32_z(seed, static_cast<const unsigned char*>(bytes), size));
}

void add(Bytes& to, const void* bytes, std::size_t size) {
  to.resize(to.size() + size);
  if (size > 0) std::memcpy(to.data() + to.size() - size, bytes, size);
}

Bytes head_of(const std::string& identity) {
  Bytes head;
  add(head, head_magic, sizeof head_magic);
  const std::uint64_t size = identity.size();
  add(head, &size, sizeof size);
  add(head, identity.data(), identity.size());
  const std::uint32_t sum = checksum(head.data(), head.size());
  add(head, &sum, sizeof sum);
  return head;
}

}  // namespace

PanelJournal::PanelJournal(const std::filesystem::path& path, const std::string& identity, Start start)
    : path_(path), folder_(path), file_(open_locked(path)) {
  try {
    load(identity, start);
  } catch (...) {
    ::close(file_);
    throw;
  }
}

PanelJournal::~PanelJournal() {
  if (file_ >= 0) ::close(file_);
}

void PanelJournal::fail(const std::string& doing) const {
  const std::string reason = std::generic_category().message(errno);
  throw std::runtime_error(path_.string() + ": " + doing + ": " + reason +
                           ". What was finished before is safe in this file. Once the cause is gone (on a full disk: "
                           "make room), the same " +
                           worded("command goes on from it (`run` with --resume).", "call goes on from it."));
}

void PanelJournal::read_at(std::uint64_t offset, void* into, std::size_t size) const {
  if (!read_whole(file_, into, size, offset)) fail("cannot be read");
}

/// The identity in the head, or nothing when the head is torn: then the writer died before it could store a run.
std::optional<std::string> PanelJournal::read_head(std::uint64_t size, const std::string& identity) const {
  char magic[sizeof head_magic] = {};
  std::uint64_t length = 0;
  constexpr std::uint64_t frame = sizeof magic + sizeof length + checksum_size;
  if (size >= sizeof magic) read_at(0, magic, sizeof magic);
  if (size >= frame) {
    read_at(sizeof magic, &length, sizeof length);
    if (std::memcmp(magic, head_magic, sizeof magic) == 0 && length <= size - frame) {
      std::string found(length, '\0');
      read_at(sizeof magic + sizeof length, found.data(), found.size());
      const Bytes head = head_of(found);
      Bytes stored(head.size());
      read_at(0, stored.data(), stored.size());
      if (stored == head) return found;
    }
  }

  // A torn head is the beginning of the one that would be written now, followed by nothing or by blocks that never
  // reached the disk. Anything else is not ours to overwrite: there may be finished runs behind a damaged head.
  const Bytes expected = head_of(identity);
  Bytes stored(std::min<std::uint64_t>(size, expected.size()));
  read_at(0, stored.data(), stored.size());
  const auto torn = std::mismatch(stored.begin(), stored.end(), expected.begin()).first;
  const bool nothing_behind = std::all_of(torn, stored.end(), [](unsigned char byte) { return byte == 0; });
  if (size <= expected.size() && nothing_behind) return std::nullopt;
  VALIDATE(std::memcmp(magic, head_magic, sizeof magic) == 0,
           path_.string() +
               ": is in the way: it is not an unfinished output of this program. Move it, or choose another output" +
               worded(" with -o") + ".");
  throw InvalidInput(path_.string() +
                     ": is an unfinished output whose beginning is damaged, so nobody can know which experiment its "
                     "runs are of. Put back a copy if there is one, or delete it to start afresh.");
}

void PanelJournal::load(const std::string& identity, Start start) {
  struct stat status {};
  if (::fstat(file_, &status) != 0) fail("cannot be read");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  const auto found = read_head(size, identity);
  if (!found) return begin(identity);
  end_ = head_of(*found).size();
  walk_records(size);
  if (records_.empty()) {
    remove_leftovers();
    return begin(identity);
  }
  if (start == Start::fresh) refuse_to_begin(*found, identity, status.st_mtim);
  VALIDATE(*found == identity,
           path_.string() + ": cannot be resumed, because the experiment or the program has changed since:\n" +
               identity_difference(*found, identity) + "Undo the change, or delete the file to start afresh.");
  remove_leftovers();
  if (::ftruncate(file_, static_cast<off_t>(end_)) != 0) fail("cannot be written");
}

/// Says what is there: how much of which experiment, since when, and whether it can go on.
void PanelJournal::refuse_to_begin(const std::string& found, const std::string& identity,
                                   const struct timespec& written) const {
  const std::size_t all = runs_of(found);
  std::tm date{};
  char when[32] = "";
  if (::gmtime_r(&written.tv_sec, &date) != nullptr) std::strftime(when, sizeof when, "%Y-%m-%d %H:%M UTC", &date);
  const std::string there = path_.string() + ": holds " + std::to_string(records_.size()) +
                            (all > 0 ? " of " + std::to_string(all) : std::string()) + " runs, the last of " + when +
                            ", ";
  if (found == identity)
    throw InvalidInput(there +
                       "of this experiment, finished before it was interrupted. Go on from them with --resume, or "
                       "delete the file to start afresh.");
  throw InvalidInput(there +
                     "of another experiment or program, finished before it was interrupted. --resume would not go on "
                     "from them. They differ (there: the file, here: what would run):\n" +
                     identity_difference(found, identity) +
                     "Choose another output with -o, undo the change and go on with --resume, or delete the file to "
                     "start afresh.");
}

/// Notes every whole record from `end_` on, and leaves `end_` behind the last. What is not whole is where a writer was
/// interrupted, or a block that a power cut kept from the disk: runs behind it are as good as those before.
void PanelJournal::walk_records(std::uint64_t size) {
  constexpr std::uint64_t least = sizeof(RecordHead) + checksum_size, window = 1 << 16;
  std::string block;
  for (std::uint64_t at = end_; at + least <= size;) {
    if (const auto behind = read_record(at, size)) {
      at = end_ = *behind;
      continue;
    }
    // Look for the next record by its first bytes; windows overlap, so that none is missed between two.
    ++at;
    for (; at + least <= size; at += block.size() - sizeof record_magic + 1) {
      block.resize(std::min(window, size - at));
      read_at(at, block.data(), block.size());
      const auto found = block.find(std::string_view(record_magic, sizeof record_magic));
      if (found == std::string::npos) continue;
      at += found;
      break;
    }
  }
}

/// Notes the record at `at` when it is whole; gives the offset behind it.
std::optional<std::uint64_t> PanelJournal::read_record(std::uint64_t at, std::uint64_t size) {
  RecordHead record{};
  read_at(at, &record, sizeof record);
  const bool note = std::memcmp(record.magic, note_magic, sizeof note_magic) == 0;
  if (!note && std::memcmp(record.magic, record_magic, sizeof record_magic) != 0) return std::nullopt;
  if (record.size > size - at - sizeof record - checksum_size) return std::nullopt;
  Bytes payload(record.size);
  read_at(at + sizeof record, payload.data(), payload.size());
  std::uint32_t sum = 0;
  read_at(at + sizeof record + payload.size(), &sum, sizeof sum);
  if (sum != checksum(payload.data(), payload.size(), checksum(&record, sizeof record))) return std::nullopt;
  if (note)
    take_note(payload);
  else
    records_[{record.scenario, record.point, record.replicate}] = {at + sizeof record, record.size};
  return at + sizeof record + payload.size() + checksum_size;
}

void PanelJournal::take_note(const Bytes& payload) {
  NoteHead head{};
  if (payload.size() <= sizeof head) return;
  std::memcpy(&head, payload.data(), sizeof head);
  AsideFile noted;
  noted.name.assign(payload.begin() + sizeof head, payload.end());
  noted.mark.number = head.number;
  noted.mark.birth = {head.birth_seconds, static_cast<std::uint32_t>(head.birth_nanoseconds)};
  if (noted.name.find('/') == std::string::npos) noted_.push_back(std::move(noted));
}

/// Removes what a killed process was making out of this journal. A file of that name that is another one, or that does
/// not begin as results do, is somebody else's.
void PanelJournal::remove_leftovers() {
  for (const AsideFile& noted : std::exchange(noted_, {})) {
    const auto there = folder_.look(noted.name);
    if (!there || !there->regular()) continue;
    FileMark wanted = noted.mark;
    wanted.disk = there->disk;  // a disk may have another number after a restart
    if (!there->same_file(wanted)) continue;
    const int file = folder_.open(noted.name, O_RDONLY);
    if (file < 0) continue;
    char start[8] = {};
    const auto begins_with = [&](const char* bytes) { return std::memcmp(start, bytes, sizeof start) == 0; };
    // The beginning of an HDF5 file may be written last.
    const bool ours =
        there->size < sizeof start || (read_whole(file, start, sizeof start, 0) &&
                                       (begins_with("\x89HDF\r\n\x1a\n") || begins_with("\0\0\0\0\0\0\0")));
    ::close(file);
    if (ours) folder_.remove(noted.name, *there);
  }
}

void PanelJournal::begin(const std::string& identity) {
  records_.clear();
  end_ = 0;
  if (::ftruncate(file_, 0) != 0) fail("cannot be written");
  if (!write_at_end(head_of(identity))) fail("cannot be written");
  sync();
  folder_.sync();  // a new file whose name is lost is lost
}

bool PanelJournal::write_at_end(const Bytes& bytes) {
  if (!write_whole(file_, bytes.data(), bytes.size(), end_)) {
    const int reason = errno;
    // Best effort: a torn record is also recognised and cut off by the next opening.
    static_cast<void>(!::ftruncate(file_, static_cast<off_t>(end_)));
    errno = reason;
    return false;
  }
  end_ += bytes.size();
  return true;
}

std::optional<std::uint64_t> PanelJournal::write_record(const char (&magic)[4], const RunKey& key,
                                                        const Bytes& payload) {
  RecordHead head{{}, key.scenario, key.point, key.replicate, payload.size()};
  std::memcpy(head.magic, magic, sizeof head.magic);
  Bytes record;
  record.reserve(sizeof head + payload.size() + checksum_size);
  add(record, &head, sizeof head);
  add(record, payload.data(), payload.size());
  const std::uint32_t sum = checksum(record.data(), record.size());
  add(record, &sum, sizeof sum);
  const std::uint64_t offset = end_ + sizeof head;
  return write_at_end(record) ? std::optional(offset) : std::nullopt;
}

void PanelJournal::append(const RunKey& key, const Bytes& payload) {
  const std::lock_guard lock(writing_);
  EXPECT(!records_.contains(key));
  const auto offset = write_record(record_magic, key, payload);
  if (!offset) fail("a run could not be stored");
  records_[key] = {*offset, payload.size()};
  unsafe_ = true;
  if (std::chrono::steady_clock::now() - last_sync_ >= sync_interval) sync_now();
}

Bytes PanelJournal::read(const RunKey& key) const {
  const auto [offset, size] = records_.at(key);
  Bytes payload(size);
  read_at(offset, payload.data(), payload.size());
  return payload;
}

void PanelJournal::sync() {
  const std::lock_guard lock(writing_);
  sync_now();
}

void PanelJournal::sync_if_due() {
  const std::lock_guard lock(writing_);
  if (unsafe_ && std::chrono::steady_clock::now() - last_sync_ >= sync_interval) sync_now();
}

void PanelJournal::sync_now() {
  if (::fdatasync(file_) != 0) fail("could not be made safe on disk");
  unsafe_ = false;
  last_sync_ = std::chrono::steady_clock::now();
}

void PanelJournal::note(const AsideFile& aside) {
  const std::lock_guard lock(writing_);
  const NoteHead head{aside.mark.number, aside.mark.birth.seconds, aside.mark.birth.nanoseconds};
  Bytes payload;
  add(payload, &head, sizeof head);
  add(payload, aside.name.data(), aside.name.size());
  if (!write_record(note_magic, {}, payload) || ::fdatasync(file_) != 0)
    throw std::runtime_error(path_.string() + ": could not be written: " + std::generic_category().message(errno) +
                             ".");
}

void PanelJournal::discard() {
  folder_.remove(path_.filename().string(), mark_of(file_, path_.string()));
  ::close(file_);
  file_ = -1;
}

}  // namespace streetlight
