#include "sim/experiment/work_units.hpp"

#include <algorithm>

namespace streetlight {

std::size_t unit_parts(std::size_t replicates, std::size_t points, unsigned threads) {
  constexpr std::size_t most_points = 64;
  const std::size_t wanted_parts = threads == 1 ? 1 : (2 * std::size_t{threads} + replicates - 1) / replicates;
  return std::min(points, std::max(wanted_parts, (points + most_points - 1) / most_points));
}

WorkUnit work_unit(std::size_t replicate, std::size_t part, std::size_t points, std::size_t parts) {
  return {static_cast<std::uint32_t>(replicate), static_cast<std::uint32_t>(points * part / parts),
          static_cast<std::uint32_t>(points * (part + 1) / parts)};
}

std::vector<WorkUnit> work_units(std::size_t replicates, std::size_t points, unsigned threads) {
  const std::size_t parts = unit_parts(replicates, points, threads);
  std::vector<WorkUnit> units;
  for (std::size_t replicate = 0; replicate < replicates; ++replicate)
    for (std::size_t part = 0; part < parts; ++part) units.push_back(work_unit(replicate, part, points, parts));
  return units;
}

std::vector<Version> unit_versions(const Experiment& experiment, const DesignPoints& points, const WorkUnit& unit,
                                   const std::function<bool(RunKey)>& wanted) {
  std::vector<Version> versions;
  for (std::uint32_t point = unit.first_point; point < unit.last_point; ++point)
    for (std::uint32_t scenario = 0; scenario < experiment.scenarios.size(); ++scenario)
      if (!wanted || wanted({scenario, point, unit.replicate}))
        versions.push_back(make_version(experiment, scenario, point, points[point]));
  return versions;
}

std::vector<VersionSet> starting_sets(const std::vector<Version>& versions, bool share_prefixes) {
  std::vector<VersionSet> sets;
  for (const Version& version : versions) {
    if (sets.empty() || !share_prefixes) sets.emplace_back();
    sets.back().push_back(&version);
  }
  return sets;
}

}  // namespace streetlight
