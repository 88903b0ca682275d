// Result files: whatever the bytes, `info`, `compare`, `export` and `merge` answer or refuse (exit code 0 or 2, for a
// merge with missing runs 1) and name the file; no crash, no other exit code.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <vector>

#include "sim/app/program.hpp"

namespace {

int streetlight_says(std::initializer_list<const char*> words) {
  std::vector<std::string> copies{"streetlight"};
  copies.insert(copies.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (auto& word : copies) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  return streetlight::run_program(static_cast<int>(copies.size()), arguments.data());
}

/// Answers and errors of thousands of files are of no use; libFuzzer's own lines go to standard error too, so that is
/// turned away only meanwhile.
class Silence {
 public:
  Silence() : out_(::dup(1)), errors_(::dup(2)) {
    std::fflush(nullptr);
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nowhere, 1);
    ::dup2(nowhere, 2);
    ::close(nowhere);
  }
  ~Silence() {
    std::fflush(nullptr);
    ::dup2(out_, 1);
    ::dup2(errors_, 2);
    ::close(out_);
    ::close(errors_);
  }

 private:
  int out_, errors_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const int memory = ::memfd_create("result", 0);
  static const std::string path = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(memory);
  static const std::string merged = "/tmp/streetlight-fuzz-" + std::to_string(::getpid()) + ".h5";
  if (::ftruncate(memory, 0) != 0 || ::pwrite(memory, data, size, 0) != static_cast<ssize_t>(size)) return 0;
  int info = 0, compare = 0, merge = 0;
  {
    const Silence silence;
    info = streetlight_says({"info", path.c_str()});
    if (info == 0) compare = streetlight_says({"compare", path.c_str(), "--format", "csv"});
    merge = streetlight_says({"merge", path.c_str(), "-o", merged.c_str()});
    ::unlink(merged.c_str());
    ::unlink((merged + ".partial").c_str());
  }
  if ((info != 0 && info != 2) || (compare != 0 && compare != 2) || merge < 0 || merge > 2) {
    std::fprintf(stderr, "info %d, compare %d, merge %d\n", info, compare, merge);
    std::abort();
  }
  return 0;
}
