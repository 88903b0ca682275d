#include "sim/io/whole_io.hpp"

#include <unistd.h>

#include <cerrno>

namespace streetlight {

namespace {

/// Calls `some(done)`, which does a part of the rest, until all is done. `stuck`: what it means when it does nothing.
template <class Some>
bool until_done(std::size_t size, int stuck, Some some) {
  for (std::size_t done = 0; done < size;) {
    const ssize_t part = some(done);
    if (part < 0 && errno == EINTR) continue;
    if (part == 0) errno = stuck;
    if (part <= 0) return false;
    done += static_cast<std::size_t>(part);
  }
  return true;
}

}  // namespace

bool read_whole(int file, void* into, std::size_t size, std::uint64_t at) {
  return until_done(size, EIO, [&](std::size_t done) {
    return ::pread(file, static_cast<char*>(into) + done, size - done, static_cast<off_t>(at + done));
  });
}

bool write_whole(int file, const void* from, std::size_t size, std::uint64_t at) {
  return until_done(size, ENOSPC, [&](std::size_t done) {
    return ::pwrite(file, static_cast<const char*>(from) + done, size - done, static_cast<off_t>(at + done));
  });
}

}  // namespace streetlight
