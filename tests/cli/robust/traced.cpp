#include "tests/cli/robust/traced.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <map>

namespace traced {

namespace {

enum class Names { file, path, path_at, second_path_at, nothing };

struct Kind {
  const char* name;
  Names names;  // what the first argument says (of path_at the first two, of second_path_at the next two)
  bool changes = false;
};

const std::map<std::uint64_t, Kind> kinds{
    {SYS_write, {"write", Names::file, true}},
    {SYS_pwrite64, {"pwrite", Names::file, true}},
    {SYS_ftruncate, {"ftruncate", Names::file, true}},
    {SYS_fallocate, {"fallocate", Names::file, true}},
    {SYS_fsync, {"fsync", Names::file, true}},
    {SYS_fdatasync, {"fdatasync", Names::file, true}},
    {SYS_flock, {"flock", Names::file, true}},
    {SYS_rename, {"rename", Names::path, true}},
    {SYS_renameat, {"rename", Names::path_at, true}},
    {SYS_renameat2, {"rename", Names::path_at, true}},
    {SYS_linkat, {"link", Names::second_path_at, true}},
    {SYS_unlink, {"unlink", Names::path, true}},
    {SYS_unlinkat, {"unlink", Names::path_at, true}},
    {SYS_open, {"open", Names::path}},
    {SYS_openat, {"open", Names::path_at}},
    {SYS_close, {"close", Names::file}},
    {SYS_read, {"read", Names::file}},
    {SYS_pread64, {"pread", Names::file}},
    {SYS_getdents64, {"getdents", Names::file}},
    {SYS_statx, {"stat", Names::path_at}},
    {SYS_newfstatat, {"stat", Names::path_at}},
    {SYS_stat, {"stat", Names::path}},
    {SYS_lstat, {"stat", Names::path}},
    {SYS_readlink, {"readlink", Names::path}},
    {SYS_pipe2, {"pipe2", Names::nothing}},
    {SYS_clone, {"fork", Names::nothing}},
    {SYS_wait4, {"wait", Names::nothing}},
};

}  // namespace

pid_t start(char** command) {
  const pid_t process = ::fork();
  if (process == 0) {
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(77);
    ::raise(SIGSTOP);
    // Where the command looks for leaks at its end, it does so by tracing itself, and dies when somebody does already.
    const char* options = std::getenv("ASAN_OPTIONS");
    ::setenv("ASAN_OPTIONS", (std::string(options != nullptr ? options : "") + ":detect_leaks=0").c_str(), 1);
    ::execv(command[0], command);
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(process, &status, 0);
  if (!WIFSTOPPED(status)) return -1;
  const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                       PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  if (::ptrace(PTRACE_SETOPTIONS, process, nullptr, options) != 0) {
    ::kill(process, SIGKILL);
    return -1;
  }
  ::ptrace(PTRACE_SYSCALL, process, nullptr, nullptr);
  return process;
}

std::string file_behind(pid_t process, std::uint64_t descriptor) {
  std::array<char, 4096> path{};
  const std::string link = "/proc/" + std::to_string(process) + "/fd/" + std::to_string(descriptor);
  const ssize_t size = ::readlink(link.c_str(), path.data(), path.size());
  return size < 0 ? "?" : std::string(path.data(), static_cast<std::size_t>(size));
}

std::string text_in(pid_t process, std::uint64_t address) {
  std::string text;
  if (address == 0) return text;
  for (;; address += sizeof(long)) {
    errno = 0;
    const long word = ::ptrace(PTRACE_PEEKDATA, process, address, nullptr);
    if (errno != 0) return text;
    for (std::size_t i = 0; i < sizeof word; ++i) {
      const char letter = static_cast<char>(static_cast<unsigned long>(word) >> (8 * i));
      if (letter == '\0') return text;
      text += letter;
    }
  }
}

std::string without_folder(const std::string& path) { return path.substr(path.rfind('/') + 1); }

Call call_of(pid_t process, const __ptrace_syscall_info& info) {
  const auto found = kinds.find(info.entry.nr);
  if (found == kinds.end()) return {};
  const auto& [name, names, changes] = found->second;
  Call call{name, "", changes};
  const auto& arguments = info.entry.args;
  if (names == Names::file) {
    call.file = file_behind(process, arguments[0]);
    call.descriptor = true;
  } else if (names == Names::path) {
    call.file = text_in(process, arguments[0]);
  } else if (names == Names::path_at || names == Names::second_path_at) {
    const std::size_t first = names == Names::path_at ? 0 : 2;
    call.file = text_in(process, arguments[first + 1]);
    const auto folder = static_cast<int>(arguments[first]);
    if (call.file.empty()) {
      call.file = file_behind(process, arguments[first]);
      call.descriptor = true;
    } else if (call.file.front() != '/' && folder != AT_FDCWD) {
      call.file = file_behind(process, arguments[first]) + "/" + call.file;
    }
  } else if (info.entry.nr == SYS_clone && (arguments[0] & CLONE_THREAD) != 0) {
    return {};
  }
  if (call.name == "open") {
    const std::size_t flags = info.entry.nr == SYS_open ? 1 : 2;
    call.changes = (arguments[flags] & O_CREAT) != 0 || (arguments[flags] & O_TMPFILE) == O_TMPFILE;
  }
  return call;
}

}  // namespace traced
