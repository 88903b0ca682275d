#include "sim/running/output_path.hpp"

#include <zlib.h>

#include <cerrno>
#include <cstring>

#include <string_view>

#include "sim/core/check.hpp"
#include "sim/io/panel_seal.hpp"
#include "sim/running/output_name.hpp"

namespace streetlight {

namespace fs = std::filesystem;

namespace {

/// How every HDF5 file begins.
constexpr std::string_view hdf5_signature = "\x89HDF\r\n\x1a\n";

/// Room in a name for what stands beside a result while it is made: ".partial", ".1.partial" of a further process of
/// mpirun, ".finishing", and a number that makes such a name one that nobody has.
constexpr std::size_t side_name_room = 32;

bool is_empty_or_result(const fs::path& path) {
  const std::string head = beginning(path, hdf5_signature.size());
  return head.empty() || (head == hdf5_signature && has_seal(path));
}

}  // namespace

fs::path default_output(const fs::path& experiment_file, const std::string& suffix) {
  return fs::path("results") / (experiment_file.stem().string() + suffix + ".h5");
}

void make_folder_of(const fs::path& output) {
  std::error_code error;
  fs::create_directories(output.parent_path(), error);
  VALIDATE(!error, output.parent_path().string() + ": this folder cannot be made: " + error.message() +
                       ". Name the output with -o FILE.h5.");
}

void check_result_name(const fs::path& path) { check_ending(path, result_endings); }

void check_output_path(const fs::path& path) {
  check_destination(path, result_endings, side_name_room);
  VALIDATE(
      is_empty_or_result(path),
      path.string() +
          ": there is already a file of that name, and it is not a result file as this program leaves it; a run would "
          "replace it. Choose another name with -o");
  check_result_name(path);
}

std::string beginning(const fs::path& path, unsigned size) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return "";
  std::string text(size, '\0');
  errno = 0;
  const gzFile file = ::gzopen(path.c_str(), "rb");
  if (!file && errno == ENOENT) return "";  // removed since it was looked at
  const int got = file ? ::gzread(file, text.data(), size) : -1;
  const std::string reason = std::strerror(errno);
  ::gzclose(file);
  VALIDATE(got >= 0, path.string() + ": there is already a file of that name, and it cannot be read (" + reason +
                         "). Choose another name");
  text.resize(static_cast<std::size_t>(got));
  return text;
}

}  // namespace streetlight
