#pragma once
/// How many processors this process may use: those that the system lets it run on (taskset, mpirun and batch systems
/// choose them), as far as the limit of its control group goes (containers and batch systems set one).

#include <filesystem>
#include <vector>

namespace streetlight {

/// The numbers of the processors that this process may run on, ascending; at least one.
std::vector<int> allowed_processors();

/// Processors' worth of time that the control groups of this process allow, such as 1.5: the least limit of its group
/// and those around it, of version 2 (cpu.max) or 1 (cpu.cfs_quota_us). Infinite where there is none.
/// `root`: where /proc and /sys are.
double processor_quota(const std::filesystem::path& root = "/");

/// How many threads can work at once: the processors allowed, or the quota rounded up when that is less. At least 1.
unsigned usable_processors(const std::filesystem::path& root = "/");

}  // namespace streetlight
