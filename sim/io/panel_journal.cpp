#include "sim/io/panel_journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "sim/core/check.hpp"
#include "sim/io/panel_identity.hpp"

namespace streetlight {

namespace {

// A journal is a head and records, numbers little-endian as on every machine the program is built for:
//   head    magic, size of the identity, the identity, checksum of all before
//   record  magic, key, size of the payload, the payload, checksum of all before in the record
constexpr char head_magic[8] = {'S', 'L', 'J', 'O', 'U', 'R', '0', '1'};
constexpr char record_magic[4] = {'R', 'U', 'N', '1'};

struct RecordHead {
  char magic[4];
  std::uint32_t scenario, point, replicate;
  std::uint64_t size;
};
static_assert(sizeof(RecordHead) == 24);
constexpr std::size_t checksum_size = 4;

/// How long finished runs may wait for the disk. A kill loses none of them; only a power cut can.
constexpr auto sync_interval = std::chrono::seconds(1);

std::uint32_t checksum(const void* bytes, std::size_t size, std::uint32_t seed = 0) {
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

PanelJournal::PanelJournal(const std::filesystem::path& path, const std::string& identity, Start start) : path_(path) {
  open_and_lock();
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
                           ". What was finished before is safe in this file; --resume goes on from it.");
}

void PanelJournal::open_and_lock() {
  for (;;) {
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file_ < 0)
      throw InvalidInput(path_.string() + ": cannot be written: " + std::generic_category().message(errno) +
                         ". Choose another output with -o, or make the folder writable.");
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      ::close(file_);
      file_ = -1;
      throw InvalidInput(path_.string() +
                         ": another process is writing this output. Wait for it, or choose another output with -o.");
    }
    // The writer before us may have finished and removed the file between our opening and our locking it.
    struct stat ours {
    }, present{};
    if (::fstat(file_, &ours) == 0 && ::stat(path_.c_str(), &present) == 0 && ours.st_ino == present.st_ino &&
        ours.st_dev == present.st_dev)
      return;
    ::close(file_);
  }
}

void PanelJournal::read_at(std::uint64_t offset, void* into, std::size_t size) const {
  auto* place = static_cast<unsigned char*>(into);
  while (size > 0) {
    const ssize_t got = ::pread(file_, place, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail("cannot be read");
    place += got;
    offset += static_cast<std::uint64_t>(got);
    size -= static_cast<std::size_t>(got);
  }
}

void PanelJournal::load(const std::string& identity, Start start) {
  struct stat status {};
  if (::fstat(file_, &status) != 0) fail("cannot be read");
  const auto size = static_cast<std::uint64_t>(status.st_size);

  // A head that is torn or absent was being written when the process died: no run can follow it.
  char magic[sizeof head_magic] = {};
  std::uint64_t length = 0;
  const std::uint64_t frame = sizeof magic + sizeof length + checksum_size;
  if (size >= frame) {
    read_at(0, magic, sizeof magic);
    read_at(sizeof magic, &length, sizeof length);
    VALIDATE(std::memcmp(magic, head_magic, sizeof magic) == 0,
             path_.string() +
                 ": is in the way: it is not an unfinished output of this program. Move it, or choose another output "
                 "with -o.");
  }
  if (size < frame || length > size - frame) return begin(identity);
  std::string found(length, '\0');
  read_at(sizeof magic + sizeof length, found.data(), found.size());
  const Bytes head = head_of(found);
  Bytes stored(head.size());
  read_at(0, stored.data(), stored.size());
  if (stored != head) return begin(identity);

  // Walk the records; the first that is not whole is where the last writer was interrupted.
  end_ = head.size();
  while (size - end_ >= sizeof(RecordHead) + checksum_size) {
    RecordHead record{};
    read_at(end_, &record, sizeof record);
    if (std::memcmp(record.magic, record_magic, sizeof record_magic) != 0) break;
    if (record.size > size - end_ - sizeof record - checksum_size) break;
    Bytes payload(record.size);
    read_at(end_ + sizeof record, payload.data(), payload.size());
    std::uint32_t sum = 0;
    read_at(end_ + sizeof record + payload.size(), &sum, sizeof sum);
    if (sum != checksum(payload.data(), payload.size(), checksum(&record, sizeof record))) break;
    records_[{record.scenario, record.point, record.replicate}] = {end_ + sizeof record, record.size};
    end_ += sizeof record + payload.size() + checksum_size;
  }

  if (records_.empty()) return begin(identity);
  VALIDATE(start == Start::resume, path_.string() + ": holds " + std::to_string(records_.size()) +
                                       " finished runs of an interrupted experiment. Go on from them with --resume, or "
                                       "delete the file to start afresh.");
  VALIDATE(found == identity,
           path_.string() + ": cannot be resumed, because the experiment or the program has changed since:\n" +
               identity_difference(found, identity) + "Undo the change, or delete the file to start afresh.");
  if (::ftruncate(file_, static_cast<off_t>(end_)) != 0) fail("cannot be written");
}

void PanelJournal::begin(const std::string& identity) {
  records_.clear();
  end_ = 0;
  if (::ftruncate(file_, 0) != 0) fail("cannot be written");
  write_at_end(head_of(identity));
  sync();
}

void PanelJournal::write_at_end(const Bytes& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t put = ::pwrite(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(end_ + done));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      const int reason = errno;
      // Best effort: a torn record is also recognised and cut off by the next opening.
      if (::ftruncate(file_, static_cast<off_t>(end_)) != 0) errno = reason;
      errno = reason;
      fail("a run could not be stored");
    }
    done += static_cast<std::size_t>(put);
  }
  end_ += bytes.size();
}

void PanelJournal::append(const RunKey& key, const Bytes& payload) {
  EXPECT(!records_.contains(key));
  RecordHead head{{}, key.scenario, key.point, key.replicate, payload.size()};
  std::memcpy(head.magic, record_magic, sizeof record_magic);
  Bytes record;
  record.reserve(sizeof head + payload.size() + checksum_size);
  add(record, &head, sizeof head);
  add(record, payload.data(), payload.size());
  const std::uint32_t sum = checksum(record.data(), record.size());
  add(record, &sum, sizeof sum);

  const std::uint64_t offset = end_ + sizeof head;
  write_at_end(record);
  records_[key] = {offset, payload.size()};
  if (std::chrono::steady_clock::now() - last_sync_ >= sync_interval) sync();
}

Bytes PanelJournal::read(const RunKey& key) const {
  const auto [offset, size] = records_.at(key);
  Bytes payload(size);
  read_at(offset, payload.data(), payload.size());
  return payload;
}

void PanelJournal::sync() {
  if (::fdatasync(file_) != 0) fail("could not be made safe on disk");
  last_sync_ = std::chrono::steady_clock::now();
}

void PanelJournal::discard() {
  ::unlink(path_.c_str());
  ::close(file_);
  file_ = -1;
}

}  // namespace streetlight
