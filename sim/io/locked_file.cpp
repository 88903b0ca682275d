#include "sim/io/locked_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "sim/core/check.hpp"

namespace streetlight {

int open_locked(const std::filesystem::path& path) {
  for (;;) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    VALIDATE(file >= 0, path.string() + ": cannot be written: " + std::generic_category().message(errno) +
                            ". Choose another output with -o, or make the folder writable.");
    if (::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      ::close(file);
      throw InvalidInput(path.string() +
                         ": another process is writing this output. Wait for it, or choose another output with -o.");
    }
    // The writer before us may have finished and removed or renamed the file between our opening and our locking it.
    struct stat ours {
    }, present{};
    if (::fstat(file, &ours) == 0 && ::stat(path.c_str(), &present) == 0 && ours.st_ino == present.st_ino &&
        ours.st_dev == present.st_dev)
      return file;
    ::close(file);
  }
}

}  // namespace streetlight
