#pragma once
/// What can be said about a rate when the label was looked for in some rows only (selective labels). The first two
/// estimate the mean label of all rows; for the precision of a set of flags pass the flagged rows alone.
///
/// All assume that, given what the propensity or the outcome model knows, being looked at says nothing about the label.
/// Where someone looked for a reason that is not among the features, they are wrong, and by an unknown amount.

#include <cstdint>
#include <optional>
#include <span>

namespace streetlight::targeting {

/// Weighted mean of the observed labels with weights 1/propensity (Hajek form: weights sum to 1). Right when the
/// propensities are. Propensities below `floor` are raised to it. NaN when nothing was observed.
double inverse_propensity_mean(std::span<const std::uint8_t> labels, std::span<const std::uint8_t> observed,
                               std::span<const float> propensity, double floor);

/// Mean of m + observed (label - m) / propensity, m = `outcome`, the modelled chance of label 1 (Robins, Rotnitzky and
/// Zhao 1994). Right when either the propensities or the outcome model is. NaN without rows.
double doubly_robust_mean(std::span<const std::uint8_t> labels, std::span<const std::uint8_t> observed,
                          std::span<const float> propensity, std::span<const float> outcome, double floor);

struct Contraction {
  double failure_rate = 0;  ///< cases passed over that had the label / all cases of the most lenient decider
  std::uint32_t decider = 0;
  double leniency = 0;  ///< share of that decider's cases that were passed over, and so observed
};

/// Lakkaraju, Kleinberg, Leskovec, Ludwig and Mullainathan 2017. Cases were dealt at random to `deciders`; a label is
/// seen only where the decider passed the case over (`observed`). The failure rate that a score would have at passing
/// over the share `rate` is got from the most lenient decider: of the cases passed over, those with the highest scores
/// are taken away until `rate` is left. Assumes that all deciders see the same cases, and that the lenient one's extra
/// interventions are those the score would make too. Nothing when even the most lenient passed over less than `rate`,
/// or there are no cases.
std::optional<Contraction> contraction(std::span<const float> scores, std::span<const std::uint8_t> labels,
                                       std::span<const std::uint8_t> observed, std::span<const std::uint32_t> deciders,
                                       double rate);

}  // namespace streetlight::targeting
