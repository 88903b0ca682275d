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
/// What the child's report begins with. Who does not say that the work is done has not done it, however it ended.
constexpr char work_done = '+', work_failed = '-';

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
  const std::string text = error ? work_failed + *error : std::string(1, work_done);
  for (std::size_t told = 0; told < text.size();) {
    const ssize_t part = ::write(report, text.data() + told, text.size() - told);
    if (part < 0 && errno == EINTR) continue;
    if (part <= 0) ::_exit(failed);
    told += static_cast<std::size_t>(part);
  }
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
  const std::string report = read_all(ends[0]);
  ::close(ends[0]);
  // The system may have thrown the child's exit code away (where SIGCHLD is ignored): then its report alone counts.
  int status = 0;
  pid_t ended = 0;
  while ((ended = ::waitpid(process, &status, 0)) < 0 && errno == EINTR) {
  }
  const bool by_itself = ended < 0 || WIFEXITED(status);
  if (!by_itself || report.empty()) return when_it_dies;
  if (report == std::string(1, work_done)) return std::nullopt;
  return report.front() == work_failed ? report.substr(1) : when_it_dies;
}

}  // namespace streetlight
