#pragma once
/// How an experiment is cut into units of work. A unit is one replicate at a range of design points, with every
/// scenario; months are shared within a unit only.

#include <cstdint>
#include <functional>
#include <vector>

#include "sim/experiment/versions.hpp"

namespace streetlight {

struct WorkUnit {
  std::uint32_t replicate = 0;
  std::uint32_t first_point = 0;
  std::uint32_t last_point = 0;  ///< one past the last
};

/// Whole replicates when there are enough of them; otherwise the points are divided until there are two units a
/// thread. A unit never has more than 64 points, so that memory does not grow with the design.
/// The parts into which the points of a replicate are cut, and one of them.
std::size_t unit_parts(std::size_t replicates, std::size_t points, unsigned threads);
WorkUnit work_unit(std::size_t replicate, std::size_t part, std::size_t points, std::size_t parts);
std::vector<WorkUnit> work_units(std::size_t replicates, std::size_t points, unsigned threads);

/// The versions of `unit` that are wanted (empty: all), in the order of the points.
std::vector<Version> unit_versions(const Experiment& experiment, const DesignPoints& points, const WorkUnit& unit,
                                   const std::function<bool(RunKey)>& wanted);

/// The sets of versions that start as one: all together, or each alone.
std::vector<VersionSet> starting_sets(const std::vector<Version>& versions, bool share_prefixes);

}  // namespace streetlight
