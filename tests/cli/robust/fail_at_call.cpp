// Runs a command and lets one of its system calls fail, as a machine in trouble does.
//
//   fail_at_call FOLDER WHICH HOW COMMAND [ARGUMENT]...
//
// Counted are calls on files in FOLDER, on the command's own pipes, and those that make pipes and processes or wait for
// them; threads and children of the command count too. WHICH: N (from 1), the N-th of them alone; N+, the N-th and
// every later one of its kind; 0, none. HOW: the number of an error (errno), which the call gives without being made (a
// close is made all the same); or "short": a read or write does half of what was asked for.
//
// A line goes to standard error for each call that was counted, "call: NAME FILE" (when none is to fail), or for each
// one that failed, "fault: NAME FILE". The exit code is the command's; 128 + N when signal N ended it; 77: cannot trace
// here.
#include "tests/cli/robust/traced.hpp"

#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <utility>

#if !defined(__x86_64__)
int main() { return 77; }
#else

namespace {

struct Wish {
  std::string folder;
  long place = 0;
  bool lasting = false;
  bool halved = false;
  int error = 0;
};

bool counts(pid_t process, const traced::Call& call, const __ptrace_syscall_info& info, const std::string& folder) {
  if (call.name.empty()) return false;
  if (call.name == "pipe2" || call.name == "fork" || call.name == "wait") return true;
  if (call.descriptor && info.entry.args[0] <= 2) return false;
  if (call.file.starts_with("pipe:") || call.file.starts_with("/proc/self/fd/")) return true;
  // Sockets and events that libraries wake their threads with: Open MPI waits for ever when one such write fails
  if (call.descriptor && !call.file.starts_with("/")) return false;
  if (!call.file.starts_with("/")) {
    const std::string own = "/proc/" + std::to_string(process) + "/cwd";
    char path[4096] = {};
    const ssize_t size = ::readlink(own.c_str(), path, sizeof path - 1);
    return size > 0 && std::string(path, static_cast<std::size_t>(size)).starts_with(folder);
  }
  return call.file.starts_with(folder);
}

/// Changes a call that is on its way in. Whether its answer has to be changed too.
bool spoil(pid_t process, const traced::Call& call, const Wish& wish) {
  user_regs_struct registers{};
  ::ptrace(PTRACE_GETREGS, process, nullptr, &registers);
  if (wish.halved)
    registers.rdx = std::max(1ull, registers.rdx / 2);
  else if (call.name != "close")
    registers.orig_rax = ~0ull;  // no call has this number
  ::ptrace(PTRACE_SETREGS, process, nullptr, &registers);
  return !wish.halved;
}

void answer(pid_t process, int error) {
  user_regs_struct registers{};
  ::ptrace(PTRACE_GETREGS, process, nullptr, &registers);
  registers.rax = static_cast<unsigned long long>(-static_cast<long long>(error));
  ::ptrace(PTRACE_SETREGS, process, nullptr, &registers);
}

bool can_be_halved(const std::string& name) {
  return name == "read" || name == "pread" || name == "write" || name == "pwrite";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  Wish wish;
  wish.folder = argv[1];
  wish.place = std::atol(argv[2]);
  wish.lasting = std::strchr(argv[2], '+') != nullptr;
  wish.halved = std::strcmp(argv[3], "short") == 0;
  wish.error = std::atoi(argv[3]);
  const pid_t command = traced::start(argv + 4);
  if (command < 0) return 77;

  long seen = 0;
  std::string failing;            // the kind of call that fails
  std::map<pid_t, bool> spoiled;  // by thread: its call's answer is to be changed
  int end = 0, status = 0;
  for (;;) {
    const pid_t process = ::waitpid(-1, &status, __WALL);
    if (process < 0) break;
    if (!WIFSTOPPED(status)) {
      if (process == command) end = status;
      continue;
    }
    long signal = 0;
    if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
      __ptrace_syscall_info info{};
      ::ptrace(PTRACE_GET_SYSCALL_INFO, process, sizeof info, &info);
      if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
        if (std::exchange(spoiled[process], false)) answer(process, wish.error);
      } else if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        const traced::Call call = traced::call_of(process, info);
        if (counts(process, call, info, wish.folder)) {
          ++seen;
          const std::string what = call.name + " " + traced::without_folder(call.file);
          if (wish.place == 0) std::fprintf(stderr, "call: %s\n", what.c_str());
          if (seen == wish.place) failing = call.name;
          const bool now = seen == wish.place || (wish.lasting && seen > wish.place && call.name == failing);
          if (now && (!wish.halved || can_be_halved(call.name))) {
            std::fprintf(stderr, "fault: %s\n", what.c_str());
            spoiled[process] = spoil(process, call, wish);
          }
        }
      }
    } else if (WSTOPSIG(status) != SIGTRAP && WSTOPSIG(status) != SIGSTOP) {
      signal = WSTOPSIG(status);
    }
    ::ptrace(PTRACE_SYSCALL, process, nullptr, signal);
  }
  return WIFEXITED(end) ? WEXITSTATUS(end) : 128 + WTERMSIG(end);
}

#endif
