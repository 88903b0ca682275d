#pragma once
/// How much of an outcome is due to what: Shapley values of the mechanisms whose combinations a panel holds.
///
/// The worth of a set of mechanisms is the scenario's outcome when they are on and the others off, less the baseline
/// scenario's outcome with the same mechanisms, replicate by replicate: the effect of the programme in a world where
/// those mechanisms work. With nothing on there is still an effect (v(none)); what the mechanisms add to it,
/// v(all) - v(none), is what they share. Where there is no baseline, or the baseline has no value (nobody is flagged),
/// the worth is the scenario's own outcome.

#include <optional>
#include <string>
#include <vector>

#include "sim/results/paired.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight {

struct AttributionRequest {
  std::vector<std::string> mechanisms;  ///< in the order of the design, the last fastest
  std::size_t scenario = 0;
  std::optional<std::size_t> baseline;
  std::vector<std::size_t> columns;
  std::vector<std::size_t> groups;
  std::size_t authority = 0;
  Window window;
  std::string window_why{};  ///< why this one, when nobody asked for it
};

/// A quantity over the replicates that have it.
struct Spread {
  double mean = 0;                   ///< NaN without any replicate
  std::optional<double> half_width;  ///< of the 95 % t interval; needs two replicates that differ, and events enough
  bool always_zero = false;          ///< no bit of the column differs
  NoInterval reason = NoInterval::no_pair;  ///< why there is no half width
};

struct MechanismShare {
  Spread share;                        ///< the Shapley value
  std::optional<Spread> of_the_whole;  ///< as a part of v(all) - v(none), where that differs from zero for certain;
                                       ///< its interval needs one of `share`
  double alone = 0;                    ///< what switching it on adds when all others are off
  double last = 0;                     ///< what it adds when all others are on
};

struct Attribution {
  std::size_t column = 0, group = 0;
  bool from_baseline = false;  ///< the worth is a difference from the baseline
  std::size_t replicates = 0, dropped = 0;
  Spread none, all, whole;  ///< v(none), v(all), v(all) - v(none)
  std::vector<MechanismShare> shares;
  std::vector<std::vector<double>> by_replicate;  ///< [replicate][mechanism]: Shapley values of the replicates used
};

/// One for each column and group, in that order. Throws InvalidInput when a column cannot be gathered.
std::vector<Attribution> attribute(const RunSource& panel, const AttributionRequest& request);

}  // namespace streetlight
