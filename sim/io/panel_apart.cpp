#include "sim/io/panel_apart.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>

namespace streetlight {

namespace {

constexpr int failed = 1;

std::optional<std::string> attempt(const std::function<void()>& work) {
  try {
    work();
    return std::nullopt;
  } catch (const std::exception& error) {
    return error.what();
  }
}

void limit(const ApartLimits& limits) {
  ::alarm(limits.seconds);
  const struct rlimit cpu { limits.cpu_seconds, limits.cpu_seconds + 1 };
  if (limits.cpu_seconds > 0) ::setrlimit(RLIMIT_CPU, &cpu);
  std::uint64_t pages = 0;
  if (limits.bytes == 0 || !(std::ifstream("/proc/self/statm") >> pages)) return;
  const std::uint64_t all = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + limits.bytes;
  const struct rlimit memory { all, all };
  ::setrlimit(RLIMIT_AS, &memory);
}

[[noreturn]] void child(const std::function<void()>& work, const ApartLimits& limits, int report, pid_t parent) {
  // It dies with the parent: else it would go on writing where the next process begins.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(failed);
  // No core file and no last words of its own: the parent says what is to be said.
  const struct rlimit none { 0, 0 };
  ::setrlimit(RLIMIT_CORE, &none);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) {
    ::dup2(nowhere, STDERR_FILENO);
    ::dup2(nowhere, STDOUT_FILENO);
  }
  for (const int signal : {SIGALRM, SIGXCPU, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) std::signal(signal, SIG_DFL);
  limit(limits);
  const auto error = attempt(work);
  if (error) static_cast<void>(!::write(report, error->data(), error->size()));
  // Nothing is unwound: open files and the parent's buffers are not ours to close or write.
  ::_exit(error ? failed : 0);
}

std::string read_all(int file) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t got = ::read(file, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

std::optional<std::string> apart(const std::function<void()>& work, const std::string& when_it_dies,
                                 const ApartLimits& limits) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return attempt(work);
  std::fflush(nullptr);
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process == 0) child(work, limits, ends[1], parent);
  ::close(ends[1]);
  if (process < 0) {
    ::close(ends[0]);
    return attempt(work);
  }
  const std::string message = read_all(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  // Who ended without a word did not end by its own will, whatever the code.
  return WIFEXITED(status) && WEXITSTATUS(status) == failed && !message.empty() ? message : when_it_dies;
}

}  // namespace streetlight
