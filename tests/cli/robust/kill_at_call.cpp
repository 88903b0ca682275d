// Runs a command and kills it (SIGKILL, as `kill -9` does) when it is about to make its N-th system call that changes
// a file; the call is not made. Without a kill (N = 0, or fewer calls than N) it ends with the command's exit code.
//
//   kill_at_call N COMMAND [ARGUMENT]...
//
// A line a call goes to standard error, "call: NAME FILE", the files without their folder. Threads and children of the
// command count too. Exit code 137: killed; 99: killed, but a child of the command that changes files outlived it (one
// that only reads may end by itself when the command is gone); 77: cannot trace here.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

#include "tests/cli/robust/traced.hpp"

namespace {

/// "pwrite a.h5.partial", or "" when the call changes no file.
std::string described(pid_t process, const __ptrace_syscall_info& info) {
  const traced::Call call = traced::call_of(process, info);
  if (!call.changes) return "";
  if (call.descriptor && (info.entry.args[0] <= 2 || call.file.starts_with("pipe:"))) return "";
  if (call.file.starts_with("/dev/") || call.file.starts_with("/sys/")) return "";
  const bool makes = call.name == "open" || call.name == "link";
  return (makes ? "create" : call.name) + " " + traced::without_folder(call.file);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const long kill_at = std::atol(argv[1]);
  const pid_t command = traced::start(argv + 2);
  if (command < 0) return 77;
  int status = 0;
  long seen = 0;
  bool killed = false, outlived = false;
  std::set<pid_t> changing;  // those that have changed a file, or were about to
  pid_t held = 0;            // a child of the command that stands still until the command is gone
  int end = 0;
  for (;;) {
    const pid_t process = ::waitpid(-1, &status, __WALL);
    if (process < 0) break;
    if (!WIFSTOPPED(status)) {
      if (process == command) {
        end = status;
        if (held != 0) ::ptrace(PTRACE_SYSCALL, held, nullptr, nullptr);
      }
      if (killed && process != command && WIFEXITED(status) && changing.contains(process)) outlived = true;
      continue;
    }

    // A system call is stopped at twice, on its way in and out; other stops are signals and births of threads.
    long signal = 0;
    if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
      __ptrace_syscall_info info{};
      ::ptrace(PTRACE_GET_SYSCALL_INFO, process, sizeof info, &info);
      const std::string call = info.op == PTRACE_SYSCALL_INFO_ENTRY && !killed ? described(process, info) : "";
      if (!call.empty()) {
        changing.insert(process);
        std::fprintf(stderr, "call: %s\n", call.c_str());
        if (++seen == kill_at) {
          killed = true;
          ::kill(command, SIGKILL);
          if (process != command) {
            held = process;
            continue;
          }
        }
      }
    } else if (WSTOPSIG(status) != SIGTRAP && WSTOPSIG(status) != SIGSTOP) {
      signal = WSTOPSIG(status);
    }
    ::ptrace(PTRACE_SYSCALL, process, nullptr, signal);
  }
  if (killed) return outlived ? 99 : 137;
  return WIFEXITED(end) ? WEXITSTATUS(end) : 128 + WTERMSIG(end);
}
