#pragma once
/// Which parameter of the worlds decides between two policies, and what would be worth measuring.
///
/// Rank correlation (Spearman) of each parameter with the difference. How much of the difference's spread would
/// disappear if the parameter were known, and what choosing the best policy would gain by it (expected value of perfect
/// information about one parameter, by regression: Strong, Oakley and Brennan 2014), both with a parabola in the
/// parameter's rank. Neglected: what two parameters say only together (sim/results/deciding_box.hpp looks for that).

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

double rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace streetlight
