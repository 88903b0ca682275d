#include "sim/io/folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <system_error>

#include "sim/core/check.hpp"
#include "sim/core/wording.hpp"
#include "sim/io/system_reason.hpp"

namespace streetlight {

namespace {

FileMark::Time time_of(const struct statx_timestamp& stamp) { return {stamp.tv_sec, stamp.tv_nsec}; }

FileMark mark_from(const struct statx& status) {
  return {.disk = (std::uint64_t{status.stx_dev_major} << 32) | status.stx_dev_minor,
          .number = status.stx_ino,
          .size = status.stx_size,
          .mode = status.stx_mode,
          .content = time_of(status.stx_mtime),
          .state = time_of(status.stx_ctime),
          .birth = (status.stx_mask & STATX_BTIME) != 0 ? time_of(status.stx_btime) : FileMark::Time{}};
}

constexpr unsigned wanted_of_stat = STATX_BASIC_STATS | STATX_BTIME;

}  // namespace

bool FileMark::regular() const { return S_ISREG(mode); }
bool FileMark::link() const { return S_ISLNK(mode); }

FileMark mark_of(int file, const std::string& name) {
  struct statx status {};
  if (::statx(file, "", AT_EMPTY_PATH, wanted_of_stat, &status) != 0)
    throw std::runtime_error(name + ": cannot be looked at: " + system_reason() + ".");
  return mark_from(status);
}

Folder::Folder(const std::filesystem::path& file)
    : path_(file.has_parent_path() ? file.parent_path() : std::filesystem::path(".")),
      folder_(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  // A folder may be written and not be listed; it can then not be synced either.
  if (folder_ < 0 && errno == EACCES) folder_ = ::open(path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  VALIDATE(folder_ >= 0, path_.string() + ": the folder cannot be opened: " + system_reason() + ".");
}

Folder::~Folder() { ::close(folder_); }

void Folder::fail(const std::string& name, const char* problem) const {
  throw std::runtime_error((path_ / name).string() + ": " + problem + ": " + system_reason() + ".");
}

std::optional<FileMark> Folder::look(const std::string& name) const {
  struct statx status {};
  if (::statx(folder_, name.c_str(), AT_SYMLINK_NOFOLLOW, wanted_of_stat, &status) == 0) return mark_from(status);
  if (errno != ENOENT) fail(name, "cannot be looked at");
  return std::nullopt;
}

int Folder::open(const std::string& name, int flags) const {
  for (;;) {
    const int file = ::openat(folder_, name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file >= 0 || errno != EINTR) return file;
  }
}

int Folder::open_nameless(int flags) const { return ::openat(folder_, ".", flags | O_TMPFILE | O_CLOEXEC, 0666); }

bool Folder::name(int file, const std::string& name) const {
  const std::string itself = "/proc/self/fd/" + std::to_string(file);
  return ::linkat(AT_FDCWD, itself.c_str(), folder_, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
}

bool Folder::rename(const std::string& from, const std::string& to, bool replace) const {
  if (!replace) {
    if (::renameat2(folder_, from.c_str(), folder_, to.c_str(), RENAME_NOREPLACE) == 0) return true;
    if (errno == EEXIST) return false;
    // Some file systems (NFS) cannot do that in one step.
    if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) fail(to, "could not be given its name");
    if (look(to)) return false;
  }
  if (::renameat(folder_, from.c_str(), folder_, to.c_str()) != 0) fail(to, "could not be given its name");
  return true;
}

bool Folder::remove(const std::string& name) const { return ::unlinkat(folder_, name.c_str(), 0) == 0; }

void Folder::remove(const std::string& name, const FileMark& file) const {
  const auto there = look(name);
  if (!there || !there->same_file(file)) return;
  if (::unlinkat(folder_, name.c_str(), 0) != 0 && errno != ENOENT) fail(name, "could not be removed");
}

void Folder::sync() const {
  if (::fsync(folder_) == 0) return;
  if (errno == EINVAL || errno == EBADF || errno == EROFS || errno == EOPNOTSUPP) return;  // it cannot be done here
  throw std::runtime_error(path_.string() + ": the folder could not be made safe on disk: " + system_reason() + ".");
}

std::size_t Folder::longest_name() const {
  const long longest = ::fpathconf(folder_, _PC_NAME_MAX);
  return longest > 0 ? static_cast<std::size_t>(longest) : NAME_MAX;
}

std::filesystem::path behind_links(std::filesystem::path path) {
  constexpr int most_links = 40;
  for (int links = 0; links < most_links; ++links) {
    std::error_code error;
    if (!std::filesystem::is_symlink(std::filesystem::symlink_status(path, error))) return path;
    const auto target = std::filesystem::read_symlink(path, error);
    VALIDATE(!error, path.string() + ": is a link that cannot be read: " + error.message() + ".");
    path = target.is_absolute() ? target : path.parent_path() / target;
  }
  throw InvalidInput(path.string() + ": links lead in circles. Choose another output" + worded(" with -o") + ".");
}

}  // namespace streetlight
