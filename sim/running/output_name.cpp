#include "sim/running/output_name.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sim/core/check.hpp"
#include "sim/io/system_reason.hpp"
#include "sim/io/unicode.hpp"

namespace streetlight {

namespace fs = std::filesystem;

const Endings result_endings{"a result (HDF5)", "result file", {".h5", ".hdf5", ".nc"}};
const Endings table_endings{"a table (CSV)", "table", {".csv", ".csv.gz"}};
const Endings script_endings{"a shell script", "script", {".sbatch", ".slurm", ".sh", ".bash", ".job", ""}};
const Endings worlds_endings{"worlds (HDF5 or TOML)", "file of worlds", {".h5", ".toml", ".hdf5"}};
const Endings log_endings{"a log (plain text)", "log", {".log", ".txt", ""}};

namespace {

/// Links that one name may lead through, as in the kernel.
constexpr int most_links = 40;

/// ".csv, .csv.gz or nothing".
std::string listed(const Endings& endings) {
  std::string text;
  std::size_t left = endings.list.size();
  for (const char* ending : endings.list) {
    if (!text.empty()) text += left == 1 ? " or " : ", ";
    text += *ending ? ending : "nothing";
    --left;
  }
  return text;
}

fs::path folder_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

/// What the file system allows; very much where it does not say.
std::size_t limit_of(const fs::path& folder, int what) {
  const long limit = ::pathconf(folder.c_str(), what);
  return limit > 0 ? static_cast<std::size_t>(limit) : std::size_t{1} << 20;
}

void check_length(const fs::path& path, std::size_t room, const std::string& option) {
  const fs::path folder = folder_of(path);
  const std::size_t name_limit = limit_of(folder, _PC_NAME_MAX), path_limit = limit_of(folder, _PC_PATH_MAX) - 1;
  const auto why = [&](std::size_t limit) {
    return " is too long: there may be " + std::to_string(limit) + " bytes here, and " + std::to_string(room) +
           " are added while it is written. Choose a shorter one with " + option + ".";
  };
  VALIDATE(path.filename().string().size() + room <= name_limit, path.string() + ": this name" + why(name_limit));
  VALIDATE(path.string().size() + room <= path_limit, path.string() + ": this path" + why(path_limit));
}

/// What is there already, if anything, may be replaced or added to.
void check_present(const fs::path& path, const Endings& endings, const std::string& option) {
  struct stat there {};
  if (::stat(path.c_str(), &there) != 0) return;
  const bool device = S_ISCHR(there.st_mode) || S_ISBLK(there.st_mode);
  VALIDATE(S_ISREG(there.st_mode), path.string() + ": is " + (device ? "a device" : "a pipe or a socket") +
                                       ": it is not a " + endings.noun + ". Name a file with " + option + ".");
  // Root may write what is protected from everybody; whoever protected it did not mean it to be written.
  constexpr mode_t anybody = S_IWUSR | S_IWGRP | S_IWOTH;
  VALIDATE((there.st_mode & anybody) != 0 && ::access(path.c_str(), W_OK) == 0,
           path.string() +
               ": there is already a file of that name, and it is protected from writing. Choose another name "
               "with " +
               option + ", or make it writable first (chmod u+w).");
}

}  // namespace

std::string ending_of(const fs::path& path, const Endings& endings) {
  const std::string name = path.filename().string();
  std::string found;
  for (const char* ending : endings.list) {
    const std::size_t size = std::strlen(ending);
    if (name.size() <= size || size <= found.size()) continue;
    const std::string end = name.substr(name.size() - size);
    if (::strcasecmp(end.c_str(), ending) == 0) found = end;
  }
  return found;
}

bool is_stream(const fs::path& path) {
  struct stat there {};
  return ::stat(path.c_str(), &there) == 0 && (S_ISFIFO(there.st_mode) || S_ISCHR(there.st_mode));
}

bool holds_something(const fs::path& path) {
  struct stat there {};
  if (::stat(path.c_str(), &there) == 0) return S_ISREG(there.st_mode) && there.st_size > 0;
  VALIDATE(errno == ENOENT, path.string() + ": cannot be looked at: " + system_reason() + ".");
  return false;
}

fs::path resolved(const fs::path& path) {
  fs::path found = path;
  std::error_code error;
  for (int links = 0; fs::is_symlink(fs::symlink_status(found, error)); ++links) {
    VALIDATE(links < most_links, path.string() + ": is a link that leads in a circle. Choose another output with -o.");
    const fs::path target = fs::read_symlink(found, error);
    if (error) break;
    found = found.parent_path() / target;  // an absolute one stands for itself
  }
  return found;
}

void check_destination(const fs::path& path, const Endings& endings, std::size_t room, const std::string& option) {
  const std::string name = on_one_line(path.string());
  VALIDATE(
      std::none_of(path.native().begin(), path.native().end(), is_control),
      name +
          ": there is a control character in this name (shown as ?), such as a line break. Choose another one with " +
          option + ".");
  const std::string example = std::string("result") + *endings.list.begin();
  VALIDATE(path.has_filename(), name + ": the output must be a file, not a folder; try " + (path / example).string());
  std::error_code error;
  VALIDATE(!fs::is_directory(path, error), name + ": the output is a folder; try " + (path / example).string());

  const fs::path folder = folder_of(path);
  const fs::file_status there = fs::status(folder, error);
  VALIDATE(there.type() != fs::file_type::not_found, name + ": there is no folder " + folder.string() +
                                                         " to write it in; make it first (mkdir -p " + folder.string() +
                                                         ")");
  VALIDATE(there.type() != fs::file_type::none && there.type() != fs::file_type::unknown,
           name + ": the folder " + folder.string() + " cannot be looked at: " + error.message());
  VALIDATE(fs::is_directory(there), name + ": " + folder.string() + " is not a folder");
  check_present(path, endings, option);
  VALIDATE(::access(folder.c_str(), W_OK | X_OK) == 0,
           name + ": the folder " + folder.string() + " cannot be written: " + std::strerror(errno));
  check_length(path, room, option);
}

void check_ending(const fs::path& path, const Endings& endings, const std::string& option) {
  const bool none_will_do =
      std::any_of(endings.list.begin(), endings.list.end(), [](const char* ending) { return *ending == '\0'; });
  VALIDATE(!ending_of(path, endings).empty() || (none_will_do && path.extension().empty()),
           on_one_line(path.string()) + ": what is written here is " + endings.kind + ", so its name must end in " +
               listed(endings) + ". Choose such a name with " + option + ".");
}

std::string not_empty(const std::string& text) { return text.empty() ? "must name a file, and is empty" : ""; }

std::string on_one_line(std::string text) {
  std::replace_if(text.begin(), text.end(), is_control, '?');
  return printable(text);
}

}  // namespace streetlight
