#pragma once
/// A text file that appears whole or not at all, made by one process at a time (see atomic_file.hpp), compressed by
/// gzip when its name ends in .gz. Into a pipe or a device it is written as it comes.

#include <zlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "sim/running/atomic_file.hpp"

namespace streetlight {

class TextFile {
 public:
  /// Throws InvalidInput when it cannot be made or another process is making it.
  explicit TextFile(const std::filesystem::path& path);
  /// Without finish() nothing is left.
  ~TextFile();
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;

  /// Whether there was a file of that name when this one was begun: it will be replaced.
  bool replaces() const { return file_ && file_->replaces(); }
  /// Throws std::runtime_error when it cannot be written (a full disk).
  void write(const std::string& text);
  /// Nothing more will be written. Throws std::runtime_error when what was written did not reach the disk.
  void complete();
  /// Completes it and gives it its name.
  void finish();
  /// Removes a finished one that replaced nothing, since another that belongs to it could not be finished.
  void take_back();

 private:
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  std::unique_ptr<AtomicFile> file_;  ///< null for a pipe or a device
  gzFile stream_ = nullptr;
};

}  // namespace streetlight
