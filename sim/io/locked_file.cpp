#include "sim/io/locked_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "sim/core/check.hpp"
#include "sim/core/wording.hpp"
#include "sim/io/system_reason.hpp"

namespace streetlight {

namespace {

std::string another_output() { return "choose another output" + worded(" with -o"); }

std::string advice() { return ". Make the folder writable, or " + another_output() + "."; }

/// Whether the file system knows no locks (some network file systems): then nothing keeps two writers apart.
bool no_locks_here() { return errno == ENOLCK || errno == ENOSYS || errno == EOPNOTSUPP || errno == EINVAL; }

/// Locks the file. Throws InvalidInput when somebody else holds it.
void lock(int file, const std::filesystem::path& path) {
  while (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (no_locks_here()) return;
    VALIDATE(errno != EWOULDBLOCK,
             path.string() + ": another process is writing this output. Wait for it, or " + another_output() + ".");
    throw InvalidInput(path.string() + ": cannot be locked: " + system_reason() + advice());
  }
}

/// Whether the descriptor is still what the name leads to.
bool still_there(int file, const std::filesystem::path& path) {
  struct stat ours {
  }, present{};
  VALIDATE(::fstat(file, &ours) == 0, path.string() + ": cannot be looked at: " + system_reason() + advice());
  VALIDATE(S_ISREG(ours.st_mode),
           path.string() + ": is in the way: it is not a regular file. Move it, or " + another_output() + ".");
  if (::lstat(path.c_str(), &present) != 0) {
    VALIDATE(errno == ENOENT, path.string() + ": cannot be looked at: " + system_reason() + advice());
    return false;
  }
  return ours.st_ino == present.st_ino && ours.st_dev == present.st_dev;
}

}  // namespace

int open_locked(const std::filesystem::path& path) {
  for (;;) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    VALIDATE(file >= 0 || errno != ELOOP,
             path.string() + ": is in the way: it is a link, and what it points at is somebody else's. Move it, or " +
                 another_output() + ".");
    VALIDATE(file >= 0, path.string() + ": cannot be written: " + system_reason() + advice());
    try {
      lock(file, path);
      // The writer before us may have finished and removed or renamed the file between our opening and our locking it.
      if (still_there(file, path)) return file;
    } catch (...) {
      ::close(file);
      throw;
    }
    ::close(file);
  }
}

}  // namespace streetlight
