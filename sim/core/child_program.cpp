#include "sim/core/child_program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <system_error>

#include "sim/core/check.hpp"

extern char** environ;

namespace streetlight {

namespace {

std::string reason(int error) { return std::generic_category().message(error); }

/// A pipe whose ends no child inherits by accident.
std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  VALIDATE(::pipe2(ends.data(), O_CLOEXEC) == 0, "no pipe can be made: " + reason(errno));
  return ends;
}

void wait_a_little() {
  constexpr timespec pause{0, 5'000'000};
  ::nanosleep(&pause, nullptr);
}

/// Writing to a program that has ended is an error here, and no signal that ends us.
class NoPipeSignal {
 public:
  NoPipeSignal() {
    sigset_t pending;
    ::sigpending(&pending);
    waits_already_ = ::sigismember(&pending, SIGPIPE) == 1;
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoPipeSignal() {
    constexpr timespec at_once{0, 0};
    if (!waits_already_)
      while (::sigtimedwait(&pipe_, nullptr, &at_once) == -1 && errno == EINTR) {
      }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_{}, before_{};
  bool waits_already_ = false;
};

}  // namespace

ChildProgram::ChildProgram(const std::vector<std::string>& command) {
  EXPECT(!command.empty());
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    name_ += (name_.empty() ? "" : " ") + argument;
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);

  const auto in = make_pipe(), out = make_pipe();
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  const int error = ::posix_spawnp(&process_, arguments.front(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  to_ = in[1];
  from_ = out[0];
  if (error == 0) return;
  ::close(to_);
  ::close(from_);
  throw InvalidInput("the command \"" + name_ + "\" cannot be started: " + reason(error));
}

ChildProgram::~ChildProgram() {
  ::close(to_);
  ::close(from_);
  for (int tries = 0; tries < 400 && !has_ended(); ++tries) wait_a_little();
  if (has_ended()) return;
  ::kill(process_, SIGKILL);
  while (::waitpid(process_, &status_, 0) == -1 && errno == EINTR) {
  }
}

bool ChildProgram::has_ended() {
  if (process_ == -1) return true;
  const pid_t found = ::waitpid(process_, &status_, WNOHANG);
  if (found == process_ || (found == -1 && errno == ECHILD)) process_ = -1;
  return process_ == -1;
}

void ChildProgram::gone() {
  for (int tries = 0; tries < 100 && !has_ended(); ++tries) wait_a_little();
  std::string how = "closed its output";
  if (process_ == -1)
    how = WIFSIGNALED(status_) ? "was ended by signal " + std::to_string(WTERMSIG(status_))
                               : "ended with exit code " + std::to_string(WEXITSTATUS(status_));
  throw InvalidInput("the command \"" + name_ + "\" " + how +
                     " before it had answered; what it says of it is on standard error");
}

void ChildProgram::send(const void* bytes, std::size_t count) {
  const NoPipeSignal quiet;
  const auto* next = static_cast<const unsigned char*>(bytes);
  while (count > 0) {
    const ssize_t written = ::write(to_, next, count);
    if (written == -1 && errno == EINTR) continue;
    if (written <= 0) gone();
    next += written;
    count -= static_cast<std::size_t>(written);
  }
}

void ChildProgram::receive(void* bytes, std::size_t count) {
  auto* next = static_cast<unsigned char*>(bytes);
  while (count > 0) {
    const ssize_t got = ::read(from_, next, count);
    if (got == -1 && errno == EINTR) continue;
    if (got <= 0) gone();
    next += got;
    count -= static_cast<std::size_t>(got);
  }
}

}  // namespace streetlight
