#include "sim/experiment/processors.hpp"

#include <sched.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <memory>
#include <sstream>
#include <string>

namespace streetlight {

namespace {

namespace fs = std::filesystem;

constexpr double no_limit = std::numeric_limits<double>::infinity();

/// The limit that one group states: quota and period in microseconds; "max" or -1 is none.
double limit(std::istream& quota, std::istream& period) {
  double allowed = 0, every = 0;
  if (!(quota >> allowed) || !(period >> every) || allowed <= 0 || every <= 0) return no_limit;
  return allowed / every;
}

double limit_of_version_2(const fs::path& group) {
  std::ifstream both(group / "cpu.max");
  return limit(both, both);
}

double limit_of_version_1(const fs::path& group) {
  std::ifstream quota(group / "cpu.cfs_quota_us"), period(group / "cpu.cfs_period_us");
  return limit(quota, period);
}

/// The least limit from `group` up to the top of the tree. In a container the upper part of the path may not be
/// there: the top is, and states the container's limit.
template <class Limit>
double least_limit(const fs::path& tree, const fs::path& group, Limit limit_of) {
  double least = limit_of(tree);
  fs::path folder = tree;
  for (const auto& part : group.relative_path()) least = std::min(least, limit_of(folder /= part));
  return least;
}

bool names_controller(const std::string& list, const std::string& name) {
  std::istringstream names(list);
  for (std::string each; std::getline(names, each, ',');)
    if (each == name) return true;
  return false;
}

}  // namespace

std::vector<int> allowed_processors() {
  // A machine may have more processors than a set of the usual size holds
  for (int most = CPU_SETSIZE; most <= (1 << 20); most *= 2) {
    const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(CPU_ALLOC(static_cast<std::size_t>(most)),
                                                               [](cpu_set_t* each) { CPU_FREE(each); });
    const std::size_t size = CPU_ALLOC_SIZE(static_cast<std::size_t>(most));
    if (set == nullptr || sched_getaffinity(0, size, set.get()) != 0) continue;
    std::vector<int> processors;
    for (int processor = 0; processor < most; ++processor)
      if (CPU_ISSET_S(static_cast<std::size_t>(processor), size, set.get())) processors.push_back(processor);
    if (!processors.empty()) return processors;
  }
  return {0};
}

double processor_quota(const fs::path& root) {
  const fs::path trees = root / "sys/fs/cgroup";
  double least = no_limit;
  // A line for each tree of groups, NUMBER:CONTROLLERS:PATH; version 2 names no controllers
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const fs::path group = line.substr(second + 1);
    if (controllers.empty()) {
      for (const auto& tree : {trees, trees / "unified"})
        least = std::min(least, least_limit(tree, group, limit_of_version_2));
    } else if (names_controller(controllers, "cpu")) {
      for (const auto& tree : {trees / controllers, trees / "cpu"})
        least = std::min(least, least_limit(tree, group, limit_of_version_1));
    }
  }
  return least;
}

unsigned usable_processors(const fs::path& root) {
  const auto allowed = static_cast<double>(allowed_processors().size());
  return static_cast<unsigned>(std::max(1.0, std::min(allowed, std::ceil(processor_quota(root)))));
}

}  // namespace streetlight
