#pragma once
/// A file of targets: published figures that an experiment must reach, each with the columns it is measured by, the
/// window and the tolerance. It names its experiment; nothing in it is computed for a target alone.
///
///     experiment = "england.toml"
///     [[target]]
///     name = "referred a year"
///     published = 5.5
///     range = [4.7, 6.3]
///     source = "..."
///     scenario = "No programme"
///     window = [96, 144]
///     measure = "yearly"
///     numerator = ["referrals"]
///     denominator = "families"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace streetlight {

enum class Measure {
  share,     ///< numerators over the denominator, both gathered over the window
  yearly,    ///< the same, a year: a flow's numerator divided by the window's years
  gradient,  ///< e^slope of the log share over the groups in order: the factor from one to the next
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
  std::vector<double> window;  ///< first month, and the month after the last
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

struct TargetList {
  std::filesystem::path experiment;
  std::vector<Target> targets;
};

/// Throws ConfigErrors with every problem of the file.
TargetList read_targets(const std::filesystem::path& path);

}  // namespace streetlight
