#pragma once
// Running a command under ptrace: every system call of it, its threads and its children stops twice, on its way in and
// out, and what the call is about can be read.

#include <sys/ptrace.h>
#include <sys/types.h>

#include <cstdint>
#include <string>

namespace traced {

/// Starts a command that stands still before its first instruction. Negative: processes cannot be traced here.
pid_t start(char** command);

/// "/folder/a.h5", "pipe:[17]", or "?".
std::string file_behind(pid_t process, std::uint64_t descriptor);
/// The text at an address of the process.
std::string text_in(pid_t process, std::uint64_t address);
/// "a.h5" of "/folder/a.h5".
std::string without_folder(const std::string& path);

/// What a system call is about.
struct Call {
  std::string name;         ///< "pwrite"; "" when it does not concern files or processes
  std::string file;         ///< a path, as the process gave it or as its descriptor has it
  bool changes = false;     ///< may change a file, or what names there are
  bool descriptor = false;  ///< the file was given by its descriptor
};
/// Of a call on its way in.
Call call_of(pid_t process, const __ptrace_syscall_info& info);

}  // namespace traced
