#pragma once
/// Versions of one replicate and where they part. A version is a scenario at a design point; two
/// versions share a month when their parameters in effect were the same in every month up to it, so the
/// versions form a tree whose root is the first month.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/experiment.hpp"

namespace streetlight {

struct Version {
  std::uint32_t scenario = 0;
  std::uint32_t point = 0;
  std::vector<Segment> declared;  ///< as the settings give them from each month on, nothing reset
  std::vector<Segment> phases;    ///< parameters in effect, one entry for each month in which they change

  /// The parameters that take effect at `month`, or null when those before go on.
  const AnyParameters* change_at(Month month) const;
  const AnyParameters& in_effect(Month month) const;
  /// What the model has against its settings; nothing for one that can run.
  std::optional<std::string> objection() const;
};

/// Works out the parameters in effect month by month.
Version make_version(const Experiment& experiment, std::uint32_t scenario, std::uint32_t point,
                     const Settings& point_settings);

using VersionSet = std::vector<const Version*>;

/// Divides versions that were alike before `month` by their parameters in effect at it. The largest class
/// comes last: whoever goes through the classes in order and hands the last one its own state holds at most
/// log2(versions) + 1 states at a time.
std::vector<VersionSet> split_versions(const VersionSet& versions, Month month);

/// How many states whoever does so holds at most, for versions that are alike before `month`; `begun`: they have a
/// state by then.
std::size_t states_at_once(VersionSet versions, Month month, Month months, bool begun = false);

/// Entity-months from `month` to the end for versions that are alike before `month`.
double count_steps(const VersionSet& versions, Month month, Month months);

}  // namespace streetlight
