#pragma once
/// Scenarios of a panel compared with a baseline, replicate by replicate.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/column_sizes.hpp"
#include "sim/results/paired.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight {

/// What to compare, as indices into the panel's shape.
struct ComparisonRequest {
  std::size_t baseline = 0;
  std::vector<std::size_t> scenarios;
  std::vector<std::size_t> points;
  std::vector<std::size_t> columns;
  std::vector<std::size_t> groups;
  std::size_t authority = 0;
  Window window;
  std::string window_why{};       ///< why this one, when nobody asked for it
  std::vector<Margin> margins{};  ///< of the columns, in their order; empty: the usual ones
  /// The month from which on scenarios may differ, by their settings: nothing differs in a window before it.
  std::optional<std::int64_t> first_difference{};
};

struct ComparisonRow {
  std::size_t scenario = 0;
  std::size_t point = 0;
  std::size_t column = 0;
  std::size_t group = 0;
  PairedComparison result;
  double margin = 0;             ///< of a difference that matters, in the column's unit; 0 where there is none
  Size size = Size::unknown;     ///< of the difference, against the margin
  bool size_is_certain = false;  ///< every value of the interval has this size, and one sign unless it is negligible
};

/// Replicates of which the file holds both runs.
std::size_t paired_replicates(const RunSource& panel, std::size_t baseline, std::size_t scenario, std::size_t point);

/// How many rows have an interval from their spread, and how many of these exclude zero.
struct IntervalCount {
  std::size_t printed = 0, excluding_zero = 0;
};
IntervalCount count_intervals(const std::vector<ComparisonRow>& rows);

/// One row for each scenario, point, column and group, in that order. Runs that the file does not hold count
/// as replicates without a value. Throws InvalidInput when a column cannot be gathered.
std::vector<ComparisonRow> compare_panel(const RunSource& panel, const ComparisonRequest& request);

}  // namespace streetlight
