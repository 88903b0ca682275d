#pragma once
/// A file that appears whole or not at all: it is made beside it under a name that nobody has, and gets its own
/// name at the end.
///
/// Everything is done through two descriptors, the folder's and the file's, that are opened once. Where the name is a
/// link, the file that it leads to is made anew and the link stays. What a killed process left is removed by the next
/// one that makes the same file.

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>

namespace streetlight {

class AtomicFile {
 public:
  /// Bytes that its name is longer by while it is made.
  static constexpr std::size_t room = 25;

  /// Throws InvalidInput when it cannot be made or another process is making it.
  explicit AtomicFile(const std::filesystem::path& path);
  /// Without publish() nothing is left.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// For writing; it stays this object's.
  int descriptor() const { return file_; }
  /// Whether there was a file of that name when this one was begun.
  bool replaces() const { return before_.has_value(); }
  /// Nothing more will be written: makes it safe on disk. Throws std::runtime_error when that fails, or when something
  /// else has come to have the name since this file was begun: that stays.
  void complete();
  /// Completes it and gives it its name. Throws std::runtime_error when it cannot.
  void publish();
  /// Removes it again after publish(), where it is still what has the name and replaced nothing.
  void take_back();

 private:
  void clear_leftovers() const;
  void make();
  /// What is at that name in the folder. Throws std::runtime_error when it cannot be looked at.
  std::optional<struct stat> look(const std::string& name) const;
  bool is_still_ours(const std::string& name, int file) const;
  [[noreturn]] void fail(const std::string& doing) const;
  [[noreturn]] void fail_for_somebody(const std::string& what) const;

  std::filesystem::path path_;  ///< as the user names it
  std::string name_, aside_;    ///< in the folder
  int folder_ = -1;
  int file_ = -1;
  std::optional<struct stat> before_;
  bool complete_ = false;
  bool published_ = false;
};

}  // namespace streetlight
