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
#include <vector>

#include "sim/results/targets.hpp"

namespace streetlight {

struct TargetList {
  std::filesystem::path experiment;
  std::vector<Target> targets;
};

/// Throws ConfigErrors with every problem of the file.
TargetList read_targets(const std::filesystem::path& path);

}  // namespace streetlight
