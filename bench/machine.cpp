#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "bench/table_parts.hpp"
#include "sim/experiment/processors.hpp"
#include "sim/random/philox_columns.hpp"

namespace streetlight::bench {

namespace {

/// What Linux says of the first processor: "model name", "cpu family", "model" and more.
std::map<std::string, std::string> processor_lines() {
  std::map<std::string, std::string> lines;
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line) && !line.empty();) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const auto key = line.substr(0, line.find_last_not_of("\t ", colon - 1) + 1);
    lines[key] = colon + 2 < line.size() ? line.substr(colon + 2) : "";
  }
  return lines;
}

/// Such as "32768K"; empty where the system does not tell, as in many virtual machines.
std::string third_level_cache() {
  std::string size;
  std::getline(std::ifstream("/sys/devices/system/cpu/cpu0/cache/index3/size"), size);
  return size;
}

/// Whether loops that are compiled twice (sim/core/wide_clones.hpp) take their wide form here.
bool has_wide_vectors() {
#ifdef __x86_64__
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

}  // namespace

std::string machine_text() {
  auto lines = processor_lines();
  const auto cache = third_level_cache();
  const auto& levels = detail::philox_levels;
  const auto level = std::find_if(levels.begin(), levels.end(), [](const auto& one) { return one.available(); });
  return fmt::format(
      "{} (family {}, model {}, stepping {}), {} usable processors, third-level cache {}; compiled for {}, random "
      "words by {}, loops over columns in vectors of {} bits",
      lines["model name"], lines["cpu family"], lines["model"], lines["stepping"], usable_processors(),
      cache.empty() ? "not told" : cache, STREETLIGHT_MARCH, level->name, has_wide_vectors() ? 512 : 256);
}

}  // namespace streetlight::bench
