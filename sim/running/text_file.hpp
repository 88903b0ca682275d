#pragma once
/// A text file that appears whole or not at all: written aside by one process at a time, renamed at the end,
/// compressed by gzip when its name ends in .gz.

#include <zlib.h>

#include <filesystem>
#include <string>

namespace streetlight {

class TextFile {
 public:
  /// Throws InvalidInput when it cannot be made or another process is making it.
  explicit TextFile(const std::filesystem::path& path);
  /// Without finish() nothing is left.
  ~TextFile();
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;

  /// Throws std::runtime_error when it cannot be written (a full disk).
  void write(const std::string& text);
  void finish();

 private:
  [[noreturn]] void fail() const;

  std::filesystem::path path_, aside_;
  int lock_;  ///< held until the file has its name
  gzFile file_ = nullptr;
};

}  // namespace streetlight
