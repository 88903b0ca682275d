#include "tests/fuzz/forked_work.hpp"

#include <pthread.h>
#include <sanitizer/asan_interface.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

// Where the compiler keeps the counters that libFuzzer reads.
extern "C" std::uint8_t __start___sancov_cntrs[], __stop___sancov_cntrs[];

// A crash must reach the sanitizer also where the program asks for the signal's default, which is death without words.
extern "C" const char* __asan_default_options() {
  return "handle_segv=2:handle_sigbus=2:handle_sigfpe=2:handle_sigill=2:handle_abort=2:detect_leaks=0:"
         "allocator_may_return_null=1:quarantine_size_mb=4:symbolize=0";
}

// Of the undefined-behaviour sanitizer's interface, which has no header.
extern "C" void __ubsan_get_current_report_data(const char** kind, const char** message, const char** file,
                                                unsigned* line, unsigned* column, char** memory);

namespace streetlight::fuzz {

namespace {

struct Shared {
  char report[1 << 16];
};
Shared* shared = nullptr;
pid_t fuzzer = 0;

/// Puts memory that children share in the place of the counters, as far as those fill whole pages.
void share_counters() {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto first = (reinterpret_cast<std::uintptr_t>(__start___sancov_cntrs) + page - 1) / page * page;
  const auto last = reinterpret_cast<std::uintptr_t>(__stop___sancov_cntrs) / page * page;
  if (last <= first) return;
  void* place = reinterpret_cast<void*>(first);
  const std::string counts(static_cast<const char*>(place), last - first);
  if (::mmap(place, last - first, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
    return std::perror("mmap");
  std::memcpy(place, counts.data(), counts.size());
}

void keep(std::string_view report) {
  if (::getpid() == fuzzer || shared->report[0] != '\0') return;
  std::memcpy(shared->report, report.data(), std::min(report.size(), sizeof shared->report - 1));
}

/// Whether the fault is ours: its first three frames are in this program. (Of what the sanitizer does in the name of a
/// library, such as `free`, one or two are too.) Names of functions would take seconds each time.
bool ours(std::string_view report) {
  static const std::string program = "/" + std::filesystem::read_symlink("/proc/self/exe").filename().string() + "+0x";
  for (const char* frame : {"#0 0x", "#1 0x", "#2 0x"}) {
    const auto begin = report.find(frame);
    if (begin == std::string_view::npos) return false;
    const auto line = report.substr(begin, report.find('\n', begin) - begin);
    if (line.find(program) == std::string_view::npos) return false;
  }
  return true;
}

/// More memory than there is: the program's answer to that is std::bad_alloc, which this sanitizer has not.
bool of_memory(std::string_view report) {
  return report.find("out-of-memory") != std::string_view::npos ||
         report.find("allocation-size-too-big") != std::string_view::npos;
}

void on_report(const char* report) {
  if (ours(report) && !of_memory(report)) keep(report);
}

}  // namespace

const char* fault_of_a_child() {
  static std::string report;
  if (!shared || shared->report[0] == '\0') return nullptr;
  report = shared->report;
  shared->report[0] = '\0';
  return report.c_str();
}

}  // namespace streetlight::fuzz

// HDF5 goes round in circles over some damaged files, and the program then waits for a minute and more. Here a second
// of work is enough: whole files of this size take a hundredth of that.
extern "C" unsigned alarm(unsigned seconds) noexcept {
  const struct itimerval limit {
    {}, { seconds > 0 ? 1 : 0, 0 }
  };
  ::setitimer(ITIMER_PROF, &limit, nullptr);
  return 0;
}

// The library of HDF5 is not instrumented: whatever this one reports is ours.
extern "C" void __ubsan_on_report() {
  const char *kind = "", *message = "", *file = "";
  unsigned line = 0, column = 0;
  char* memory = nullptr;
  __ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &memory);
  streetlight::fuzz::keep(std::string(file) + ":" + std::to_string(line) + ": " + message);
}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  using namespace streetlight::fuzz;
  fuzzer = ::getpid();
  shared =
      static_cast<Shared*>(::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  share_counters();
  // A forked process that dies is not the fuzzer: no input of its own is to be kept.
  ::pthread_atfork(nullptr, nullptr, [] { __sanitizer_set_death_callback(nullptr); });
  __asan_set_error_report_callback(on_report);
  return 0;
}
