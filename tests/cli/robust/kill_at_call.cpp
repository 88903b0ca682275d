// Runs a command and kills it (SIGKILL, as `kill -9` does) when it is about to make its N-th system call that changes
// a file; the call is not made. Without a kill (N = 0, or fewer calls than N) it ends with the command's exit code.
//
//   kill_at_call N COMMAND [ARGUMENT]...
//
// A line a call goes to standard error, "call: NAME FILE", the files without their folder. Threads and children of the
// command count too. Exit code 137: killed; 99: killed, but a child of the command outlived it; 77: cannot trace here.
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

namespace {

enum class Names { file, path, path_at };

struct Call {
  const char* name;
  Names names;  // what the first argument (of path_at: the second) says
};

const std::map<std::uint64_t, Call> calls{
    {SYS_write, {"write", Names::file}},         {SYS_pwrite64, {"pwrite", Names::file}},
    {SYS_ftruncate, {"ftruncate", Names::file}}, {SYS_fallocate, {"fallocate", Names::file}},
    {SYS_fsync, {"fsync", Names::file}},         {SYS_fdatasync, {"fdatasync", Names::file}},
    {SYS_flock, {"flock", Names::file}},         {SYS_rename, {"rename", Names::path}},
    {SYS_unlink, {"unlink", Names::path}},       {SYS_open, {"create", Names::path}},
    {SYS_openat, {"create", Names::path_at}}};

std::string without_folder(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string text_in(pid_t process, std::uint64_t address) {
  std::string text;
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

std::string file_behind(pid_t process, std::uint64_t descriptor) {
  std::array<char, 4096> path{};
  const std::string link = "/proc/" + std::to_string(process) + "/fd/" + std::to_string(descriptor);
  const ssize_t size = ::readlink(link.c_str(), path.data(), path.size());
  return size < 0 ? "?" : std::string(path.data(), static_cast<std::size_t>(size));
}

/// "pwrite a.h5.partial", or "" when the call changes no file.
std::string described(pid_t process, const __ptrace_syscall_info& info) {
  const auto found = calls.find(info.entry.nr);
  if (found == calls.end()) return "";
  const auto& [name, names] = found->second;
  if (names == Names::file) {
    const std::string file = file_behind(process, info.entry.args[0]);
    if (info.entry.args[0] <= 2 || file.starts_with("pipe:") || file.starts_with("/dev/")) return "";
    return std::string(name).append(1, ' ').append(without_folder(file));
  }
  const std::size_t place = names == Names::path_at ? 1 : 0;
  if (std::strcmp(name, "create") == 0 && !(info.entry.args[place + 1] & O_CREAT)) return "";
  const std::string path = text_in(process, info.entry.args[place]);
  if (path.starts_with("/dev/") || path.starts_with("/sys/")) return "";
  return std::string(name).append(1, ' ').append(without_folder(path));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const long kill_at = std::atol(argv[1]);
  const pid_t command = ::fork();
  if (command == 0) {
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(77);
    ::raise(SIGSTOP);
    // Where the command looks for leaks at its end, it does so by tracing itself, and dies when somebody does already.
    const char* options = std::getenv("ASAN_OPTIONS");
    ::setenv("ASAN_OPTIONS", (std::string(options != nullptr ? options : "") + ":detect_leaks=0").c_str(), 1);
    ::execv(argv[2], argv + 2);
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(command, &status, 0);
  if (!WIFSTOPPED(status)) return WIFEXITED(status) ? WEXITSTATUS(status) : 77;
  const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                       PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  if (::ptrace(PTRACE_SETOPTIONS, command, nullptr, options) != 0) {
    ::kill(command, SIGKILL);
    return 77;
  }
  ::ptrace(PTRACE_SYSCALL, command, nullptr, nullptr);

  long seen = 0;
  bool killed = false, outlived = false;
  pid_t held = 0;  // a child of the command that stands still until the command is gone
  int end = 0;
  for (;;) {
    const pid_t process = ::waitpid(-1, &status, __WALL);
    if (process < 0) break;
    if (!WIFSTOPPED(status)) {
      if (process == command) {
        end = status;
        if (held != 0) ::ptrace(PTRACE_SYSCALL, held, nullptr, nullptr);
      }
      if (killed && process != command && WIFEXITED(status)) outlived = true;
      continue;
    }

    // A system call is stopped at twice, on its way in and out; other stops are signals and births of threads.
    long signal = 0;
    if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
      __ptrace_syscall_info info{};
      ::ptrace(PTRACE_GET_SYSCALL_INFO, process, sizeof info, &info);
      const std::string call = info.op == PTRACE_SYSCALL_INFO_ENTRY && !killed ? described(process, info) : "";
      if (!call.empty()) {
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
