#pragma once
/// How many events stand behind the difference of a stock. A stock over a window is a mean over time, so an
/// entity that is in it for one month of twelve adds a twelfth. What is counted here does not shrink as a window grows:
/// the entities by which the stock differs at the moment when it differs most.

#include <cstddef>
#include <utility>
#include <vector>

#include "sim/results/panel_choice.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight {

/// What is compared: two scenarios at a point, in an authority, over a window.
struct ComparedRuns {
  std::size_t baseline, scenario, point, authority;
  Window window;
};

/// What is added up of the runs of a replicate: a difference is a sum of two, a mechanism's part one of all versions.
struct SumsOfRuns {
  std::vector<std::pair<std::size_t, std::size_t>> runs;  ///< scenario and point
  std::vector<std::vector<double>> weights;               ///< [sum][run]
  std::size_t authority;
  Window window;
};

/// [group] The sum over replicates of a stock's largest difference at any time of the window, over the sum of its mean
/// differences without their signs; at least 1, and 1 where nothing differs on average. Replicates that lack a run are
/// left out. EXPECTs a flow or a stock; of a flow it is 1, since its events add up.
std::vector<double> most_over_mean(const RunSource& panel, const ComparedRuns& runs, std::size_t column);

/// [sum][group] The same of sums of runs in the place of a difference; each run is read once.
std::vector<std::vector<double>> most_over_mean(const RunSource& panel, const SumsOfRuns& sums, std::size_t column);

/// What one event adds to a column's difference in a group: `one_event` (column_sizes.hpp), of a stock (or a ratio of
/// stocks) as much less as `most_over_mean` says.
double event_in(const RunSource& panel, const ComparedRuns& runs, std::size_t column, std::size_t group);

}  // namespace streetlight
