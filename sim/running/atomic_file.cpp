#include "sim/running/atomic_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <random>
#include <system_error>

#include "sim/core/check.hpp"
#include "sim/running/output_name.hpp"

namespace streetlight {

namespace {

constexpr const char* aside_end = ".writing";
constexpr std::size_t digits = 16;
constexpr int attempts = 100;

bool same_file(const struct stat& a, const struct stat& b) { return a.st_dev == b.st_dev && a.st_ino == b.st_ino; }

bool unchanged(const struct stat& a, const struct stat& b) {
  return same_file(a, b) && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// NAME.0123456789abcdef.writing: nobody else calls a file so.
std::string aside_name(const std::string& name) {
  std::random_device random;
  const auto number = (static_cast<std::uint64_t>(random()) << 32) | random();
  return fmt::format("{}.{:016x}{}", name, number, aside_end);
}

bool is_aside_of(const std::string& name, const std::string& candidate) {
  const std::string end = aside_end;
  if (candidate.size() != name.size() + 1 + digits + end.size() || !candidate.starts_with(name + ".") ||
      !candidate.ends_with(end))
    return false;
  const auto number = candidate.substr(name.size() + 1, digits);
  return std::all_of(number.begin(), number.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// A descriptor that closes itself.
struct Open {
  int file;
  explicit Open(int descriptor) : file(descriptor) {}
  ~Open() {
    if (file >= 0) ::close(file);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
};

}  // namespace

AtomicFile::AtomicFile(const std::filesystem::path& path) : path_(path) {
  const auto target = resolved(path);
  name_ = target.filename().string();
  const auto folder = target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
  const auto cannot = [&] {
    return path.string() + ": cannot be written: " + std::generic_category().message(errno) +
           ". Choose another output, or make the folder " + folder.string() + " writable.";
  };
  folder_ = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  VALIDATE(folder_ >= 0, cannot());
  try {
    before_ = look(name_);
    VALIDATE(!before_ || S_ISREG(before_->st_mode), path.string() + ": is not a file. Choose another output.");
    clear_leftovers();
    make();
    VALIDATE(file_ >= 0, cannot());
  } catch (...) {
    if (file_ >= 0) ::unlinkat(folder_, aside_.c_str(), 0);  // made a moment ago, under a name that nobody else has
    if (file_ >= 0) ::close(file_);
    ::close(folder_);
    throw;
  }
  // Who could not read the earlier one shall not read this one.
  if (before_) static_cast<void>(!::fchmod(file_, before_->st_mode & 0777));
}

AtomicFile::~AtomicFile() {
  try {
    if (!published_ && is_still_ours(aside_, file_)) ::unlinkat(folder_, aside_.c_str(), 0);
  } catch (const std::runtime_error&) {  // it stays until the next command that makes this file
  }
  ::close(file_);
  ::close(folder_);
}

std::optional<struct stat> AtomicFile::look(const std::string& name) const {
  struct stat there {};
  if (::fstatat(folder_, name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0) return there;
  if (errno != ENOENT) fail("could not be looked at");
  return std::nullopt;
}

bool AtomicFile::is_still_ours(const std::string& name, int file) const {
  struct stat ours {};
  const auto there = look(name);
  if (::fstat(file, &ours) != 0) fail("could not be looked at");
  return there && same_file(*there, ours);
}

/// Removes what killed processes left. What this program is making is locked; a file of the same form that is locked by
/// nobody has been given up.
void AtomicFile::clear_leftovers() const {
  const int listing = ::openat(folder_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (listing < 0) return;  // a folder that may be written and not read
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(listing), ::closedir);
  if (!entries) {
    ::close(listing);
    return;
  }
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string name = entry->d_name;
    if (!is_aside_of(name_, name)) continue;
    const Open left(::openat(folder_, name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    if (left.file < 0 || ::fstat(left.file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != ::geteuid())
      continue;
    const bool locked = ::flock(left.file, LOCK_EX | LOCK_NB) == 0;
    VALIDATE(
        locked || errno != EWOULDBLOCK,
        path_.string() + ": another process is writing this output. Wait for it, or choose another output with -o.");
    if (locked && is_still_ours(name, left.file)) ::unlinkat(folder_, name.c_str(), 0);
  }
}

/// Leaves `file_` open and locked, or -1 with errno.
void AtomicFile::make() {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    aside_ = aside_name(name_);
    file_ = ::openat(folder_, aside_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file_ < 0 && errno != EEXIST) return;
    if (file_ < 0) continue;
    // Another process that clears leftovers may have taken it for one before it was locked.
    const bool taken = ::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (!taken && is_still_ours(aside_, file_)) return;
    ::close(file_);
    file_ = -1;
    errno = EBUSY;
  }
}

void AtomicFile::fail(const std::string& doing) const {
  throw std::runtime_error(path_.string() + ": " + doing + ": " + std::generic_category().message(errno) + ".");
}

void AtomicFile::fail_for_somebody(const std::string& what) const {
  throw std::runtime_error(path_.string() + ": " + what +
                           " while this command was at work, so it was not written. Choose another output with -o, or "
                           "give the command again.");
}

void AtomicFile::complete() {
  if (complete_) return;
  if (::fsync(file_) != 0) fail("could not be written");
  if (!is_still_ours(aside_, file_)) fail_for_somebody("somebody has taken away the unfinished file beside it");
  const auto present = look(name_);
  if (before_ ? !present || !unchanged(*before_, *present) : present.has_value())
    fail_for_somebody("somebody has made, changed or removed a file of that name");
  complete_ = true;
}

void AtomicFile::publish() {
  complete();
  int status = ::renameat2(folder_, aside_.c_str(), folder_, name_.c_str(), before_ ? 0 : RENAME_NOREPLACE);
  if (status != 0 && !before_ && errno == EEXIST) fail_for_somebody("somebody has made a file of that name");
  // Some file systems cannot be asked to replace nothing.
  if (status != 0 && errno == EINVAL) status = ::renameat(folder_, aside_.c_str(), folder_, name_.c_str());
  if (status != 0) fail("could not be given its name");
  published_ = true;
  const Open listing(::openat(folder_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (listing.file >= 0) ::fsync(listing.file);  // where the file system can, the name survives a power cut
}

void AtomicFile::take_back() {
  if (published_ && !before_ && is_still_ours(name_, file_)) ::unlinkat(folder_, name_.c_str(), 0);
}

}  // namespace streetlight
