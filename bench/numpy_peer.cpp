#include <array>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "bench/table_parts.hpp"

namespace streetlight::bench {

std::optional<NumpyPeer> measure_numpy(const std::string& families) {
  const std::filesystem::path folder = std::filesystem::path(STREETLIGHT_SOURCE_DIR) / "bench";
  if (!std::filesystem::exists(folder / "peer_numpy" / "speed.py")) return std::nullopt;
  const std::string command = "cd '" + folder.string() +
                              "' && /usr/bin/python3 -m peer_numpy.speed '" STREETLIGHT_PROGRAM "' " + families +
                              " 2>/dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string text;
  std::array<char, 256> buffer;
  while (fgets(buffer.data(), buffer.size(), pipe) != nullptr) text += buffer.data();
  if (pclose(pipe) != 0) return std::nullopt;

  // Its table: | families | program, ns | NumPy, ns | ratio |
  const auto row = text.rfind("\n|");
  std::istringstream cells(row == std::string::npos ? text : text.substr(row + 1));
  std::array<std::string, 5> cell;
  for (auto& one : cell) std::getline(cells, one, '|');
  try {
    return NumpyPeer{std::stod(cell[3]), std::stod(cell[4])};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace streetlight::bench
