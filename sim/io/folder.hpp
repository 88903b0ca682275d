#pragma once
/// A folder held open, and the files in it by name: what is there, make it, remove it, give it another name. Whatever
/// happens to the folder's own name meanwhile, it is the same folder.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace streetlight {

/// Which file something is, and in what state: equal marks mean that nothing was done to it in between.
struct FileMark {
  struct Time {
    std::int64_t seconds = 0;
    std::uint32_t nanoseconds = 0;
    friend bool operator==(const Time&, const Time&) = default;
  };
  std::uint64_t disk = 0, number = 0, size = 0, mode = 0;
  Time content{}, state{};  ///< when its content, and when anything about it, was changed last
  Time birth{};             ///< zero where the file system does not know

  bool regular() const;
  bool link() const;
  /// The same file, whatever became of its content.
  bool same_file(const FileMark& other) const {
    return disk == other.disk && number == other.number && birth == other.birth;
  }
  friend bool operator==(const FileMark&, const FileMark&) = default;
};

/// Of an open file. Throws std::runtime_error, with `name`, when the system does not say.
FileMark mark_of(int file, const std::string& name);

class Folder {
 public:
  /// The folder that `file` is in. Throws InvalidInput when it cannot be opened.
  explicit Folder(const std::filesystem::path& file);
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// What has this name: a link itself, not what it points at. Nothing when there is none. Throws std::runtime_error
  /// when the system does not say.
  std::optional<FileMark> look(const std::string& name) const;
  /// Opens a file; -1 (and errno) when that fails. A link is not followed.
  int open(const std::string& name, int flags) const;
  /// An empty file without a name, which is gone when it is closed; -1 (and errno) where the file system has none.
  int open_nameless(int flags) const;
  /// Gives such a file a name; false (and errno) when that fails, EEXIST when something has the name.
  bool name(int file, const std::string& name) const;
  /// Gives a file another name. With `replace` it replaces what has that name; without, false says that
  /// something has. Throws std::runtime_error.
  bool rename(const std::string& from, const std::string& to, bool replace) const;
  /// Removes a name that this process has just made. Whether it could.
  bool remove(const std::string& name) const;
  /// Removes the name when it is still that of `file`; else leaves it. Throws std::runtime_error when it cannot.
  void remove(const std::string& name, const FileMark& file) const;
  /// Makes what has happened to names here survive a power cut, where the file system can. Throws std::runtime_error.
  void sync() const;
  /// The longest name that a file here may have.
  std::size_t longest_name() const;

 private:
  [[noreturn]] void fail(const std::string& name, const char* problem) const;

  std::filesystem::path path_;
  int folder_;
};

/// Where a path ends when every link at its end is followed; the last one may lead nowhere yet. Throws InvalidInput
/// when links go round in circles.
std::filesystem::path behind_links(std::filesystem::path path);

}  // namespace streetlight
