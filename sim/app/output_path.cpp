#include "sim/app/output_path.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "sim/core/check.hpp"

namespace streetlight {

namespace fs = std::filesystem;

namespace {

/// How every HDF5 file begins.
constexpr std::array<char, 8> hdf5_signature{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};

bool is_empty_or_hdf5(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 8> head{};
  file.read(head.data(), head.size());
  return file.gcount() == 0 || (file.gcount() == 8 && head == hdf5_signature);
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
  VALIDATE(fs::is_regular_file(path, error) && is_empty_or_hdf5(path),
           name +
               ": there is already a file of that name, and it is no result file; a run would replace it. Choose "
               "another name with -o");
}

}  // namespace streetlight
