// Result files: whatever the bytes, and whether they are sealed or not, `info`, `compare`, `export`, `sensitivity` and
// `merge` answer or refuse (exit code 0 or 2, for a merge with missing runs 1) and name the file; no crash, no other
// exit code.
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <vector>

#include "sim/app/program.hpp"
#include "tests/fuzz/forked_work.hpp"

namespace {

namespace fs = std::filesystem;

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

/// Where the bytes become a file, gone with the process: in memory where there is such a folder. It must have a true
/// name, since HDF5 asks for its real path: a memfd will not do.
class Folder {
 public:
  Folder() {
    std::error_code none;
    const auto memory = fs::path("/dev/shm");
    path_ = (fs::is_directory(memory, none) ? memory : fs::temp_directory_path()) / "streetlight-fuzz-XXXXXX";
    std::string name = path_.string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    if (::getpid() == owner_) fs::remove_all(path_, ignored);
  }
  std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
  pid_t owner_ = ::getpid();
};

/// A file that `info` refuses is refused by the rest in the same words, so that is asked of one such file in eight.
bool asked_nevertheless(const std::uint8_t* data, std::size_t size) {
  unsigned sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum = 31 * sum + data[i];
  return sum % 8 == 0;
}

/// Whether it is sealed.h5 of the corpus, by its checksum: a seal alone does not say that this program wrote a file.
bool is_genuine(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t checksum = 0xa8c93f2a;
  constexpr std::size_t sealed = 20320;
  return size == sealed + 32 && crc32_z(crc32_z(0, nullptr, 0), data, sealed) == checksum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  static const std::string path = folder.file("result.h5"), merged = folder.file("merged.h5");
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  int info = 0, compare = 0, rank = 0, effects = 0, table = 0, merge = 0;
  {
    const Silence silence;
    info = streetlight_says({"info", path.c_str()});
    if (info == 0 || asked_nevertheless(data, size)) {
      compare = streetlight_says({"compare", path.c_str(), "--format", "csv"});
      rank = streetlight_says({"compare", path.c_str(), "--rank", "visits"});
      effects = streetlight_says({"sensitivity", path.c_str()});
      table = streetlight_says({"export", path.c_str(), "-o", "-"});
      merge = streetlight_says({"merge", path.c_str(), "-o", merged.c_str()});
      ::unlink(merged.c_str());
      ::unlink((merged + ".partial").c_str());
    }
  }
  const auto answered = [](int code) { return code == 0 || code == 2; };
  if (!answered(info) || !answered(compare) || !answered(rank) || !answered(effects) || !answered(table) || merge < 0 ||
      merge > 2) {
    std::fprintf(stderr, "info %d, compare %d, --rank %d, sensitivity %d, export %d, merge %d\n", info, compare, rank,
                 effects, table, merge);
    std::abort();
  }
  if ((info != 0 || table != 0) && is_genuine(data, size)) {
    std::fprintf(stderr, "refused, although it is as it was written\n");
    std::abort();
  }
#ifdef STREETLIGHT_LIBFUZZER
  if (const char* report = streetlight::fuzz::fault_of_a_child()) {
    std::fprintf(stderr, "in a process of its own:\n%s\n", report);
    std::abort();
  }
#endif
  return 0;
}
