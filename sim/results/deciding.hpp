#pragma once
/// Which parameter of the worlds decides between two policies, and what would be worth measuring.
///
/// Rank correlation (Spearman) of each parameter with the difference. How much of the difference's spread would go if
/// the parameter were known, and what choosing the best policy would gain by it (expected value of perfect information
/// about one parameter, by regression: Strong, Oakley and Brennan 2014), both with a parabola in the parameter's rank.
/// A box of few parameters that holds the worlds in which a statement fails (patient rule induction: Friedman and
/// Fisher 1999). Neglected: what two parameters say only together, but for the box.

#include <cstddef>
#include <string>
#include <vector>

namespace streetlight {

struct ParameterInfluence {
  std::size_t parameter = 0;
  double rank_correlation = 0;
  double spread_explained = 0;  ///< share of the difference's variance, allowing for what chance explains
  double value = 0;             ///< gain by knowing it, in the column's unit; never below 0
  /// Whether it explains more than the luckiest of as many parameters that have nothing to do with the difference would
  /// in 95 of 100 cases.
  bool beyond_chance = false;
};

/// `values` [world][parameter]; `difference` by world; `losses` [policy][world], less is better. Strongest first, by
/// what they explain.
std::vector<ParameterInfluence> influences(const std::vector<std::vector<double>>& values,
                                           const std::vector<double>& difference,
                                           const std::vector<std::vector<double>>& losses);

/// One side of a box: lowest and highest value of a parameter in it.
struct BoxSide {
  std::size_t parameter = 0;
  double low = 0, high = 0;
  bool cut_below = false, cut_above = false;  ///< which ends say something
};

struct Box {
  std::vector<BoxSide> sides;
  std::size_t worlds = 0;  ///< in it
  double coverage = 0;     ///< share of the marked worlds that it holds
  double density = 0;      ///< share of its worlds that are marked
};

/// A box of at most three of the parameters around the marked worlds; without sides when none tells them apart.
Box find_box(const std::vector<std::vector<double>>& values, const std::vector<bool>& marked,
             const std::vector<std::size_t>& parameters);

double rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace streetlight
