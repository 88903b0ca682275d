#pragma once
/// The files that runs read beside the experiment file (a list of ties, say): where they are, and what was in them when
/// the experiment was loaded. A result is made from them too, so their checksums belong to it, and a run refuses a file
/// that has changed since. docs/decisions/checksums.md says why SHA-256.

#include <cstdint>
#include <filesystem>
#include <istream>
#include <map>
#include <memory>
#include <streambuf>
#include <string>

namespace streetlight {

/// What a file holds, in short.
struct FileDigest {
  std::uint64_t bytes = 0;
  std::string sha256{};  ///< 64 hexadecimal digits

  friend bool operator==(const FileDigest&, const FileDigest&) = default;
};
/// "1234 bytes, SHA-256 9f86d0...".
std::string to_text(const FileDigest& digest);

/// A file that is read once, from its beginning, and digested meanwhile.
class DigestedFile {
 public:
  /// Throws InvalidInput when there is no such file, when it is none (a folder, a pipe), or cannot be opened; `name` is
  /// what messages call it.
  DigestedFile(const std::filesystem::path& path, const std::string& name);
  explicit DigestedFile(const std::filesystem::path& path) : DigestedFile(path, path.string()) {}
  ~DigestedFile();
  DigestedFile(const DigestedFile&) = delete;
  DigestedFile& operator=(const DigestedFile&) = delete;

  /// Whoever reads it may stop anywhere.
  std::istream& stream() { return stream_; }
  /// Reads what is left. Throws InvalidInput when the file cannot be read to its end.
  FileDigest finish();

 private:
  class Buffer;
  std::unique_ptr<Buffer> buffer_;
  std::istream stream_;
};

FileDigest digest_of(const std::filesystem::path& path);

/// Throws InvalidInput when an input file has changed since an experiment was loaded.
void check_same_input(const std::string& name, const FileDigest& before, const FileDigest& now);

/// The input files of an experiment, by the name that a parameter gives them: absolute, or relative to a folder.
class InputFiles {
 public:
  InputFiles() = default;
  /// A relative folder stays what it is now, whatever the current folder becomes.
  explicit InputFiles(std::filesystem::path folder);

  /// For messages: from the folder as it was named.
  std::filesystem::path path_of(const std::string& name) const { return folder_ / name; }

  /// Hands the file to `reading` as (stream, name for messages), and remembers what was in it. Throws InvalidInput,
  /// as `reading` may.
  template <class Reading>
  void examine(const std::string& name, Reading reading) {
    DigestedFile file(absolute_folder_ / name, path_of(name).string());
    reading(file.stream(), path_of(name).string());
    known_[name] = file.finish();
  }

  /// Gives what `reading` makes of the file. Throws InvalidInput when the file is not what it was when it was examined;
  /// of one that was not (by an experiment made by hand) nothing is known.
  template <class Reading>
  auto read(const std::string& name, Reading reading) const {
    DigestedFile file(absolute_folder_ / name, path_of(name).string());
    auto result = reading(file.stream(), path_of(name).string());
    check_unchanged(name, file.finish());
    return result;
  }

  /// Of every file examined.
  const std::map<std::string, FileDigest>& known() const { return known_; }

 private:
  void check_unchanged(const std::string& name, const FileDigest& now) const;

  std::filesystem::path folder_, absolute_folder_;
  std::map<std::string, FileDigest> known_;
};

}  // namespace streetlight
