#pragma once
/// Columns of one run gathered over a window of time: what the panel would have held if the window had been one
/// interval.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "sim/results/paired.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight {

/// Whether the column can be gathered over a window: a ratio needs its counts in the file.
bool can_gather(const PanelShape& shape, std::size_t column);
/// Throws InvalidInput, with what to do, when it cannot.
void check_can_gather(const PanelShape& shape, std::size_t column);

/// The columns that a column is made of, the numerator first: of a flow or a stock itself. It must be one that can be
/// gathered.
std::vector<std::size_t> parts_of(const PanelShape& shape, std::size_t column);

/// Window values of one run, [group] over all groups, kept while the run's other columns are asked for.
class RunWindow {
 public:
  RunWindow(const RunSource& panel, const Window& window, std::size_t authority, const RunKey& run);

  /// NaN for all groups when the file does not hold the run, and for an empty group (where the file counts the entities, in a
  /// stock that is named like its unit, such as sites).
  std::vector<double> gathered(std::size_t column);
  /// The same of a ratio, as the sums that it is made of: NaN in them where `gathered` has no value for want of the run
  /// or of entities. EXPECTs a ratio or a relative one.
  std::vector<RatioParts> ratio_parts(std::size_t column);

 private:
  std::vector<bool> empty_groups();
  const std::vector<double>& direct(std::size_t column);

  const RunSource& panel_;
  Window window_;
  std::size_t authority_;
  RunKey run_;
  std::vector<std::string> names_;
  std::map<std::size_t, std::vector<double>> gathered_;
};

}  // namespace streetlight
