#pragma once
/// Worlds as an HDF5 file: the text form as it is in `/toml`, and beside it the numbers for other programs: `/values`
/// (world by parameter), `/got` (world by target), `/weights`, `/seeds`, with the names in `/parameters` and
/// `/targets`.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace streetlight {

struct WorldsNumbers {
  std::vector<std::string> parameters, targets;
  std::vector<std::vector<double>> values, got;  ///< [world]
  std::vector<double> weights;
  std::vector<std::uint64_t> seeds;
};

/// Whether the file is HDF5, by its first bytes.
bool is_worlds_store(const std::filesystem::path& path);

/// The bytes of such a file. Throws std::runtime_error.
std::string worlds_store(const std::string& toml, const WorldsNumbers& numbers);

/// The text in it. HDF5 reads it in a process of its own. Throws InvalidInput.
std::string read_worlds_store(const std::filesystem::path& path);

}  // namespace streetlight
