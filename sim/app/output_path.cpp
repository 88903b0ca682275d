#include "sim/app/output_path.hpp"

#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "sim/core/check.hpp"
#include "sim/io/panel_seal.hpp"

namespace streetlight {

namespace fs = std::filesystem;

namespace {

/// How every HDF5 file begins.
constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";

bool is_empty_or_result(const fs::path& path) {
  const std::string head = beginning(path, hdf5_signature.size());
  return head.empty() || (head == hdf5_signature && has_seal(path));
}

}  // namespace

fs::path default_output(const fs::path& experiment_file, const std::string& shard_suffix) {
  return fs::path("results") / (experiment_file.stem().string() + shard_suffix + ".h5");
}

void check_output_path(const fs::path& path) {
  const std::string name = path.string();
  VALIDATE(path.has_filename(),
           name + ": the output must be a file, not a folder; try " + (path / "result.h5").string());
  std::error_code error;
  VALIDATE(!fs::is_directory(path, error), name + ": the output is a folder; try " + (path / "result.h5").string());

  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  VALIDATE(fs::exists(folder, error), name + ": there is no folder " + folder.string() +
                                          " to write it in; make it first (mkdir -p " + folder.string() + ")");
  VALIDATE(fs::is_directory(folder, error), name + ": " + folder.string() + " is not a folder");
  VALIDATE(access(folder.c_str(), W_OK | X_OK) == 0,
           name + ": the folder " + folder.string() + " cannot be written: " + std::strerror(errno));
  if (!fs::exists(path, error)) return;
  VALIDATE(
      fs::is_regular_file(path, error) && is_empty_or_result(path),
      name +
          ": there is already a file of that name, and it is no result file as this program leaves it; a run would "
          "replace it. Choose another name with -o");
}

std::string beginning(const fs::path& path, unsigned size) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return "";
  std::string text(size, '\0');
  const gzFile file = ::gzopen(path.c_str(), "rb");
  const int got = file ? ::gzread(file, text.data(), size) : -1;
  const std::string reason = std::strerror(errno);
  ::gzclose(file);
  VALIDATE(got >= 0, path.string() + ": there is already a file of that name, and it cannot be read (" + reason +
                         "). Choose another name");
  text.resize(static_cast<std::size_t>(got));
  return text;
}

}  // namespace streetlight
