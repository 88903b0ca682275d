#pragma once
/// Targets: published figures that an experiment must reach, each with the columns it is measured by, and their
/// measurement on finished runs. What is reported is the ratio of the sums over the replicates (never the mean of their
/// ratios), with its standard error by the jackknife over replicates.

#include <limits>
#include <string>
#include <vector>

#include "sim/results/run_source.hpp"

namespace streetlight {

enum class Measure {
  share,     ///< numerators over the denominator, both gathered over the window
  yearly,    ///< the same, a year: a flow's numerator divided by the window's years
  gradient,  ///< e^slope of the log share over the groups in order: the factor from one to the next; NaN with a share
             ///< of 0
  ends,      ///< the share in the last group over the share in the first
  table,     ///< mean of a column of a table beside the panel, over the rows that `where` picks
};

enum class WhichRows { first, last, all };

struct Target {
  std::string name;
  std::string unit;
  double published = 0;
  std::vector<double> range;  ///< lowest and highest value that is a hit
  std::string source;
  std::string note;
  bool judged = true;  ///< false: shown beside the others, never missed
  std::string scenario;
  std::vector<double> window;  ///< first month, and the month after the last: the ends of intervals
  Measure measure = Measure::share;
  std::vector<std::string> numerator;
  std::string denominator;
  bool complement = false;  ///< 1 minus the share
  double scale = 1;
  std::vector<std::string> groups;
  std::string table;
  std::string column;
  std::vector<std::string> where;    ///< "view=recorded": a label column and its word
  WhichRows rows = WhichRows::last;  ///< by the table's column "month"
};

struct Measured {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();  ///< NaN with fewer than two replicates
  bool reached = false;                                              ///< the value lies within the range
};

/// What a target asks of a panel that it does not have.
struct TargetFault {
  std::string key;  ///< of the target
  std::string message;
};

/// Every scenario, column, group and table that a target names and the panel does not have.
std::vector<TargetFault> faults_of(const Target& target, const PanelShape& shape);

/// The columns that the targets need, for OutputOptions::metrics.
std::vector<std::string> columns_of(const std::vector<Target>& targets);

/// At design point `point`.
Measured measure(const Target& target, const RunSource& results, std::size_t point = 0);

}  // namespace streetlight
