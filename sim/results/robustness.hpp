#pragma once
/// Policies compared in each of many worlds: in how many one is better, by how much, what is lost by choosing one that
/// is not the best, and how that hangs together with the worlds' parameters. A world is a point of a list design.
///
/// Shares of worlds are counts of what was looked at. They are not probabilities: nobody has drawn the world that we
/// live in from them.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/column_sizes.hpp"
#include "sim/results/paired.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight {

struct RobustRequest {
  std::size_t baseline = 0;
  std::vector<std::size_t> scenarios;  ///< without the baseline
  std::size_t column = 0;
  bool more_is_better = false;
  std::size_t group = 0;
  std::size_t authority = 0;
  Window window;
  std::optional<double> margin;       ///< asked for: differences up to it do not matter, in the column's unit
  Margin usual{};                     ///< what counts otherwise; of the baseline: of its median over the worlds
  std::optional<double> threshold{};  ///< asked for: levels up to it are good enough; from it up where more is better
  std::vector<double> weights;        ///< of the worlds; empty: all alike
};

/// How many worlds of equal weight these weights stand for: (sum w)^2 / sum w^2 (Kish 1965).
double effective_number(const std::vector<double>& weights);

/// Weighted figures that rest on fewer worlds say no more than a handful of worlds would: they are left out.
inline constexpr double fewest_effective_worlds = 30;

/// What a scenario differs by from the baseline in one world, paired by replicate (sim/results/paired.hpp).
struct WorldDifference {
  double value = 0;       ///< of the means over replicates, or of the ratios of the sums
  double half_width = 0;  ///< of its 95 % interval over replicates; NaN without one
  NoInterval reason = NoInterval::given;

  /// Whether there are several replicates, and too little in them for an interval.
  bool refused() const { return reason != NoInterval::given && reason != NoInterval::one_pair; }
};

/// What can be said of a difference: nothing while it is within the margin, or within its interval over replicates.
/// With one replicate, only its size counts; with several that allow no interval, nothing can be said.
enum class Verdict { less, more, not_told_apart };
Verdict verdict_on(const WorldDifference& difference, double margin);

struct Range90 {
  double low = 0, median = 0, high = 0;  ///< 5, 50 and 95 % of the worlds, by their weights where these say enough
};

struct PolicyInWorlds {
  std::size_t scenario = 0;
  std::vector<double> levels;                   ///< by world of Robustness::worlds
  std::vector<WorldDifference> differences;     ///< by world; all 0 for the baseline
  std::vector<Verdict> verdicts;                ///< by world
  std::size_t less = 0, more = 0, untold = 0;   ///< worlds
  std::size_t refused = 0;                      ///< of those not told apart, the ones that allow no interval
  double weighted_less = 0, weighted_more = 0;  ///< shares of their weights; NaN where these say too little
  Range90 difference{};
  double median_half_width = 0;  ///< over replicates
  std::size_t best = 0;  ///< worlds in which no policy's mean is better, by however little: equal ones are all best
  double regret_90 = 0, regret_most = 0;
  std::size_t good_enough = 0;  ///< worlds in which its level meets the request's threshold; 0 without one
};

struct Robustness {
  double margin = 0;
  std::vector<std::size_t> worlds;  ///< indices of those in which every scenario has a value; the others are left out
  std::size_t missing = 0;          ///< those left out
  std::size_t undefined = 0;        ///< of these, the ones with all runs, in which a ratio has nothing to divide by
  bool weighted = false;            ///< whether they have weights
  std::vector<double> weights;      ///< by world of `worlds`, together 1; the same for all where they have none
  double effective = 0;             ///< how many worlds the weights stand for
  std::vector<PolicyInWorlds> policies;  ///< the baseline first

  bool weights_say_enough() const { return weighted && effective >= fewest_effective_worlds; }
};

/// Throws InvalidInput when the column cannot be gathered or no world is complete.
Robustness robustness(const RunSource& results, const RobustRequest& request);

/// Quantile by linear interpolation; NaNs are left out.
double quantile(const std::vector<double>& values, double share);
/// The same with a weight for each value: neighbours lie half the sum of their weights apart. Equal weights give the
/// quantile above.
double weighted_quantile(const std::vector<double>& values, const std::vector<double>& weights, double share);

}  // namespace streetlight
