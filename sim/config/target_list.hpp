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

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/diagnostics.hpp"
#include "sim/results/targets.hpp"

namespace streetlight {

struct TargetList {
  std::filesystem::path experiment;
  std::vector<Target> targets;
  /// By target: where each of its keys was set, and under "" where it begins.
  std::vector<std::map<std::string, Position, std::less<>>> at;

  /// Where the key of a target was set; where the target begins when it was not.
  const Position& position(std::size_t target, std::string_view key) const;
};

/// Throws ConfigErrors with everything that a target names and the panel does not have.
void check_targets(const TargetList& list, const PanelShape& shape);

/// Throws ConfigErrors with every problem of the file.
TargetList read_targets(const std::filesystem::path& path);

}  // namespace streetlight
