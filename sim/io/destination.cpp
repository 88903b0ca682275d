#include "sim/io/destination.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "sim/core/check.hpp"
#include "sim/core/wording.hpp"
#include "sim/io/system_reason.hpp"

namespace streetlight {

namespace {

constexpr int most_names = 1000;
/// Longer than what any file made beside the output adds to its name.
constexpr std::size_t room_in_name = std::string_view(".1000.finishing").size();

std::filesystem::path checked(const std::filesystem::path& wish) {
  VALIDATE(wish.has_filename(), wish.string() + ": is not a name for a file. Name the output" + worded(" with -o") +
                                    ", such as results.h5.");
  const std::filesystem::path path = behind_links(wish);
  std::error_code ignored;
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  VALIDATE(std::filesystem::is_directory(folder, ignored),
           folder.string() + ": there is no such folder. Make it, or choose another output" + worded(" with -o") + ".");
  VALIDATE(!std::filesystem::is_directory(path, ignored), path.string() + ": is a folder. Name a file in it" +
                                                              worded(" with -o") + ", such as " +
                                                              (path / "results.h5").string() + ".");
  return path;
}

}  // namespace

Destination::Destination(const std::filesystem::path& wish) : path_(checked(wish)), folder_(path_) {
  const std::size_t longest = folder_.longest_name(), own = path_.filename().string().size();
  VALIDATE(own + room_in_name <= longest,
           path_.string() + ": the name is too long: it has " + std::to_string(own) + " bytes, and at most " +
               std::to_string(longest - room_in_name) +
               " leave room for the names of the files that are made beside it. Choose a shorter one" +
               worded(" with -o") + ".");
  look();
}

void Destination::look() {
  before_ = folder_.look(path_.filename().string());
  VALIDATE(!before_ || before_->regular(),
           path_.string() + ": is not a regular file, so no result can replace it. Choose another output" +
               worded(" with -o") + ".");
}

void Destination::put(const AsideFile& aside) const {
  const std::string name = path_.filename().string();
  const auto made = folder_.look(aside.name), now = folder_.look(name);
  if (!made || !made->same_file(aside.mark))
    throw std::runtime_error("another program has moved or replaced " + aside.name + " while it was made.");
  const bool changed = now && now != before_;
  if (changed || !folder_.rename(aside.name, name, now.has_value()))
    throw std::runtime_error(
        "another program has made or changed a file of this name since this one began, so it was left alone. Move it "
        "away.");
  folder_.sync();
}

MadeAside::MadeAside(const Destination& destination, const Note& note) : destination_(destination) {
  if (!note_and_name(note)) make_and_note(note);
  // Who could not read the earlier one shall not read this one either.
  if (destination.before()) static_cast<void>(!::fchmod(file_, static_cast<mode_t>(destination.before()->mode & 0777)));
}

std::string MadeAside::name_of(int number) const {
  const std::string again = number > 1 ? "." + std::to_string(number) : "";
  return destination_.path().filename().string() + again + ".finishing";
}

void MadeAside::cannot_be_made() const {
  throw std::runtime_error("the results could not be written: " + which_.name + " cannot be made: " + system_reason() +
                           ".");
}

/// The file is there before its name is. False where the file system has no files without a name.
bool MadeAside::note_and_name(const Note& note) {
  const Folder& folder = destination_.folder();
  const int nameless = folder.open_nameless(O_RDWR);
  if (nameless < 0) return false;
  const std::unique_ptr<const int, void (*)(const int*)> closing(&nameless, [](const int* open) { ::close(*open); });
  which_.mark = mark_of(nameless, name_of(1));
  for (int number = 1; number <= most_names; ++number) {
    which_.name = name_of(number);
    if (folder.look(which_.name)) continue;
    note(which_);
    if (!folder.name(nameless, which_.name)) {
      if (errno == EEXIST) continue;
      return false;
    }
    // By its name, so that the system knows the open file by that.
    file_ = folder.open(which_.name, O_RDWR);
    if (file_ < 0) {
      const int reason = errno;
      static_cast<void>(folder.remove(which_.name));
      errno = reason;
      cannot_be_made();
    }
    try {
      if (mark_of(file_, which_.name).same_file(which_.mark)) return true;
    } catch (...) {
      static_cast<void>(folder.remove(which_.name));
      ::close(file_);
      throw;
    }
    ::close(file_);  // somebody has put another file in its place, which stays
  }
  return false;
}

void MadeAside::make_and_note(const Note& note) {
  const Folder& folder = destination_.folder();
  for (int number = 1; number <= most_names; ++number) {
    which_.name = name_of(number);
    file_ = folder.open(which_.name, O_RDWR | O_CREAT | O_EXCL);
    if (file_ >= 0 || errno != EEXIST) break;
  }
  if (file_ < 0) cannot_be_made();
  try {
    which_.mark = mark_of(file_, which_.name);
    note(which_);
  } catch (...) {
    static_cast<void>(folder.remove(which_.name));
    ::close(file_);
    throw;
  }
}

MadeAside::~MadeAside() {
  try {
    destination_.folder().remove(which_.name, which_.mark);
  } catch (const std::runtime_error&) {
    // The journal has a note of it: the next start removes it.
  }
  ::close(file_);
}

std::filesystem::path MadeAside::path() const {
  // The same file whatever has become of its name, for our children too; where there is no /proc, by the name.
  const std::filesystem::path open_file = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(file_);
  std::error_code ignored;
  return std::filesystem::exists(open_file, ignored) ? open_file : destination_.path().parent_path() / which_.name;
}

}  // namespace streetlight
