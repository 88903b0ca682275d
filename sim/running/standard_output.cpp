#include "sim/running/standard_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>

#include "sim/io/unicode.hpp"

namespace streetlight {

void keep_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    // The other way round, so that reading or writing fails. The lowest free descriptor is this one.
    const int way = stream == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    int taken = ::open("/dev/null", way);
    if (taken < 0) taken = ::open("/", O_RDONLY | O_DIRECTORY);
    if (taken != stream) throw std::runtime_error("standard input, output and error are closed and cannot be replaced");
  }
}

namespace {

void write(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
  throw std::runtime_error(errno == EBADF ? "standard output cannot be written: it is closed"
                                          : "standard output cannot be written: is the disk full?");
}

}  // namespace

void tell(const std::string& text) {
  const std::string shown = printable(text);
  std::fwrite(shown.data(), 1, shown.size(), stdout);
  std::fflush(stdout);
}

void print(const std::string& text) { write(printable(text)); }

void print_data(const std::string& text) { write(isatty(fileno(stdout)) == 1 ? printable(text) : text); }

}  // namespace streetlight
