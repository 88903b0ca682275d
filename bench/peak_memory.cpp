#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include "bench/table_parts.hpp"

extern char** environ;

namespace streetlight::bench {

namespace {

/// The most memory that the program had resident during a run, in bytes; nothing if it failed.
std::optional<double> peak_resident(const std::filesystem::path& folder, std::int64_t families, bool programme) {
  const std::string config = folder / "peak.toml", output = folder / "peak.h5";
  std::ofstream(config) << "schema = 1\nmodel = \"targeting\"\n[run]\nmonths = 14\nspin_up = 12\nreplicates = 1\n"
                        << "[population]\nfamilies = " << families
                        << "\n[programme]\nstart = 0\nenabled = " << (programme ? "true" : "false") << "\n";
  std::array<std::string, 7> words{STREETLIGHT_PROGRAM, "run", config, "-o", output, "--threads=1", "--quiet"};
  std::array<char*, 8> arguments{};
  for (std::size_t k = 0; k < words.size(); ++k) arguments[k] = words[k].data();
  pid_t child = 0;
  if (posix_spawn(&child, STREETLIGHT_PROGRAM, nullptr, nullptr, arguments.data(), environ) != 0) return std::nullopt;
  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child || status != 0) return std::nullopt;
  return 1024.0 * static_cast<double>(used.ru_maxrss);
}

}  // namespace

std::optional<PeakMemory> measure_peak_memory(std::int64_t families) {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("streetlight_peak_{}", getpid());
  std::filesystem::create_directories(folder);
  constexpr std::int64_t few = 1000;  // what any run takes, libraries and panel included
  const auto base = peak_resident(folder, few, true);
  const auto plain = peak_resident(folder, families, false), programme = peak_resident(folder, families, true);
  std::filesystem::remove_all(folder);
  if (!base || !plain || !programme) return std::nullopt;
  const auto more = static_cast<double>(families - few);
  return PeakMemory{*base, (*plain - *base) / more, (*programme - *base) / more};
}

}  // namespace streetlight::bench
