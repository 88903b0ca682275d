#include "sim/io/panel_apart.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "sim/core/check.hpp"

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

void limit_memory(std::uint64_t bytes) {
  std::uint64_t pages = 0;
  if (bytes == 0 || !(std::ifstream("/proc/self/statm") >> pages)) return;
  const std::uint64_t all = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + bytes;
  const struct rlimit memory { all, all };
  ::setrlimit(RLIMIT_AS, &memory);
}

/// The processor's time counts from here.
void limit_time(const ApartLimits& limits) {
  ::alarm(limits.seconds);
  if (limits.cpu_seconds == 0) return;
  struct timespec used {};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  struct rlimit cpu {};
  ::getrlimit(RLIMIT_CPU, &cpu);
  cpu.rlim_cur = static_cast<rlim_t>(used.tv_sec) + limits.cpu_seconds + 1;
  ::setrlimit(RLIMIT_CPU, &cpu);
}

/// What a new process does first.
void begin_child(pid_t parent) {
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
}

[[noreturn]] void child(const std::function<void()>& work, const ApartLimits& limits, int report, pid_t parent) {
  begin_child(parent);
  limit_memory(limits.bytes);
  limit_time(limits);
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

namespace {

/// How an answer begins.
enum class Outcome : std::uint64_t { answered, refused, went_wrong };

/// Whether all of it went through.
bool send(int channel, const void* bytes, std::size_t size) {
  const auto* from = static_cast<const unsigned char*>(bytes);
  while (size > 0) {
    const ssize_t sent = ::send(channel, from, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    from += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool receive(int channel, void* bytes, std::size_t size) {
  auto* to = static_cast<unsigned char*>(bytes);
  while (size > 0) {
    const ssize_t got = ::recv(channel, to, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

/// More than any message has: what a process says that has lost its mind.
constexpr std::uint64_t most_bytes = std::uint64_t{1} << 40;

struct MessageHead {
  Outcome outcome = Outcome::answered;
  std::uint64_t size = 0;
};

bool send_message(int channel, Outcome outcome, std::span<const unsigned char> content) {
  MessageHead head{outcome, content.size()};
  // Both in one go: a question and its answer are often small, and there are many.
  std::array<struct iovec, 2> parts{
      {{&head, sizeof head}, {const_cast<unsigned char*>(content.data()), content.size()}}};
  struct msghdr message {};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  ssize_t sent = 0;
  do {
    sent = ::sendmsg(channel, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < static_cast<ssize_t>(sizeof head)) return false;
  const auto rest = content.subspan(static_cast<std::size_t>(sent) - sizeof head);
  return send(channel, rest.data(), rest.size());
}

bool receive_message(int channel, MessageHead& head, AnswersApart::Bytes& content) {
  if (!receive(channel, &head, sizeof head) || head.size > most_bytes) return false;
  content.resize(head.size);
  return receive(channel, content.data(), content.size());
}

std::span<const unsigned char> bytes_of(const std::string& text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

/// Answers one question; false when nobody listens any more.
bool answer_one(const AnswersApart::Answer& answer, int channel, std::span<const unsigned char> question) {
  try {
    return send_message(channel, Outcome::answered, answer(question));
  } catch (const InvalidInput& error) {
    return send_message(channel, Outcome::refused, bytes_of(error.what()));
  } catch (const std::exception& error) {
    return send_message(channel, Outcome::went_wrong, bytes_of(error.what()));
  }
}

constexpr int own_channel = 3;
constexpr int above_standard_streams = 5;

[[noreturn]] void answer_all(const AnswersApart::Answer& answer, const ApartLimits& limits, int channel, int file,
                             pid_t parent) {
  // They may stand where a closed stream was, or where the other shall be.
  const int asked_on = channel;
  channel = ::fcntl(channel, F_DUPFD, above_standard_streams);
  const bool given = file >= 0;
  if (given) file = ::fcntl(file, F_DUPFD, above_standard_streams);
  begin_child(parent);
  if (channel < 0 || (given && file < 0)) {
    send_message(
        asked_on, Outcome::went_wrong,
        bytes_of(
            "a file of results is read in a process of its own, which cannot have it open: there are too many open "
            "files (ulimit -n)."));
    ::_exit(failed);
  }
  if (::dup2(channel, own_channel) < 0 || (given && ::dup2(file, AnswersApart::given_file) < 0)) ::_exit(failed);
  // Our locks and pipes shall not live on in it.
  ::close_range(given ? AnswersApart::given_file + 1 : own_channel + 1, ~0U, 0);
  limit_memory(limits.bytes);
  MessageHead head;
  AnswersApart::Bytes question;
  do {
    ::alarm(0);  // waiting for a question costs nothing
    if (!receive_message(own_channel, head, question)) ::_exit(0);
    limit_time(limits);
  } while (answer_one(answer, own_channel, question));
  ::_exit(0);
}

[[noreturn]] void no_process() {
  throw std::runtime_error("a file of results is read in a process of its own, and none can be made now: " +
                           std::generic_category().message(errno) + ".");
}

}  // namespace

AnswersApart::AnswersApart(const Answer& answer, std::string when_it_dies, const ApartLimits& limits, int file)
    : when_it_dies_(std::move(when_it_dies)) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) no_process();
  std::fflush(nullptr);
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ == 0) answer_all(answer, limits, ends[1], file, parent);
  const int reason = errno;
  ::close(ends[1]);
  if (process_ < 0) {
    ::close(ends[0]);
    errno = reason;
    no_process();
  }
  channel_ = ends[0];
}

AnswersApart::~AnswersApart() {
  ::close(channel_);
  ::kill(process_, SIGKILL);
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

AnswersApart::Bytes AnswersApart::ask(std::span<const unsigned char> question) {
  MessageHead head;
  Bytes content;
  send_message(channel_, Outcome::answered, question);  // who is gone may have said why before
  if (!receive_message(channel_, head, content)) throw InvalidInput(when_it_dies_);
  if (head.outcome == Outcome::answered) return content;
  const std::string message(content.begin(), content.end());
  if (head.outcome == Outcome::refused) throw InvalidInput(message);
  throw std::runtime_error(message);
}

void open_no_more_files() {
  struct rlimit files {};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = 0;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace streetlight
