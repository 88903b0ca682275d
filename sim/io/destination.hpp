#pragma once
/// Where an output goes: its folder held open, its name, and what had that name when the work began. The finished file
/// is made aside, and takes the output's name when it is still free, or still that of the file that was there. Links
/// are followed once, at the beginning: the result goes where they point.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "sim/io/folder.hpp"

namespace streetlight {

/// Which file is being made.
struct AsideFile {
  std::string name;
  FileMark mark{};
};

class Destination {
 public:
  /// Throws InvalidInput when no file can be made there: no such folder, a folder, a device, a name that is too long.
  explicit Destination(const std::filesystem::path& wish);

  /// Behind the links that the wish may end in.
  const std::filesystem::path& path() const { return path_; }
  const Folder& folder() const { return folder_; }

  /// Notes what is there now. Throws InvalidInput when it is not a file.
  void look();
  /// What was there then; nothing when the name was free.
  const std::optional<FileMark>& before() const { return before_; }

  /// Gives a file made aside the output's name, so that it survives a power cut. Throws std::runtime_error, also when
  /// somebody else has made or changed a file of the output's name since look(): then that stays.
  void put(const AsideFile& aside) const;

 private:
  std::filesystem::path path_;
  Folder folder_;
  std::optional<FileMark> before_;
};

/// An empty file beside an output, under a name that nobody has: what others have there is left alone. It goes away
/// with this object unless it was given the output's name.
class MadeAside {
 public:
  /// Told which file it is, before the file has its name where the file system can do that: so whatever a kill leaves
  /// there is known. May be told several times, by each name that is tried.
  using Note = std::function<void(const AsideFile&)>;
  /// Throws std::runtime_error, and what the note throws.
  explicit MadeAside(
      const Destination& destination, const Note& note = [](const AsideFile&) {});
  ~MadeAside();
  MadeAside(const MadeAside&) = delete;
  MadeAside& operator=(const MadeAside&) = delete;

  const AsideFile& which() const { return which_; }
  int file() const { return file_; }
  /// A path by which it can be opened anew.
  std::filesystem::path path() const;

 private:
  std::string name_of(int number) const;
  bool note_and_name(const Note& note);
  void make_and_note(const Note& note);
  [[noreturn]] void cannot_be_made() const;

  const Destination& destination_;
  AsideFile which_;
  int file_ = -1;
};

}  // namespace streetlight
