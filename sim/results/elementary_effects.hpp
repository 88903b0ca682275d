#pragma once
/// Morris's elementary effects: what moving one parameter does to an outcome, at many values of the others.
///
///     EE_i = (y after the step - y before it) / (the step's share of the whole range, with its sign)
///
/// in units of the outcome for a move over the parameter's whole range (MorrisFactor has the shares). Over the walks:
///
///     mu       mean of EE: effect and direction; upwards for numbers, from the first value to the second for switches
///              and two words
///     mu star  mean of |EE|: importance, also of an effect whose direction changes (Campolongo et al. 2007)
///     sigma    standard deviation of EE: curvature, or dependence on the other parameters
///
/// More than two words are in no order: there mu star is the mean size of the difference between two of them, sigma
/// its standard deviation, and mu does not exist (NaN).
///
/// Walks are drawn independently of each other, so intervals are Student's t over them. All points have the random
/// numbers of the same replicates, so what a replicate adds to an effect is in every walk: with two replicates or more
/// their spread is part of the interval (CrossedVariances, of mu star with the sign of each walk's mean effect); with
/// one, the interval holds for its random numbers only. Coverage was measured on functions with known effects
/// (tests/unit/results): with fewer than `fewest_walks` it falls below 92 %, and there are none.
///
/// Sources: Morris 1991, Technometrics 33(2); Campolongo, Cariboni, Saltelli 2007, Environmental Modelling and
/// Software 22.

#include <span>
#include <vector>

#include "sim/experiment/sensitivity_designs.hpp"
#include "sim/results/mean_interval.hpp"

namespace streetlight {

/// Intervals need so many.
constexpr std::size_t fewest_walks = 10;

struct ElementaryEffects {
  double mu = 0;
  double mu_star = 0;
  double sigma = 0;
  MeanInterval mu_interval{}, mu_star_interval{};
  bool ordered = true;     ///< false for more than two words
  bool all_equal = false;  ///< the same effect in every walk, but for rounding
};

struct MorrisResult {
  std::size_t walks = 0;         ///< used
  std::size_t dropped = 0;       ///< walks with a value that does not exist
  bool over_replicates = false;  ///< the intervals hold the spread between replicates
  std::vector<ElementaryEffects> parameters;
};

/// `outcomes` holds the points of the walks in the order of the design, walk after walk: means over the replicates,
/// which `replicates` holds one by one. Values are NaN where fewer than two walks are left.
MorrisResult elementary_effects(std::span<const double> outcomes, const Design& design,
                                const std::vector<std::span<const double>>& replicates = {});

}  // namespace streetlight
