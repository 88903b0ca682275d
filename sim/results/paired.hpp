#pragma once
/// Comparing a scenario with a baseline replicate by replicate. The two share their random draws, so the noise
/// that they have in common cancels in the difference (common random numbers; Law, Simulation Modeling and
/// Analysis, 5th ed., section 11.2); how much it cancels is reported, also when it does not.
///
/// With n pairs (b_i, s_i), d_i = s_i - b_i:
///   interval of the difference       mean(d) +- t sd(d)/sqrt(n),  t = quantile of Student's t, n - 1 degrees
///   relative change                  R = mean(s)/mean(b) - 1
///   its interval                     R +- t sd(s_i - (1 + R) b_i)/(sqrt(n) |mean(b)|)  (ratio estimator, linearised)
///   gain by pairing                  (var(b) + var(s))/var(d): how many times more replicates independent
///                                    runs would take for the same interval
/// Neglected: departures of the replicate means from the normal distribution.

#include <cstddef>
#include <optional>
#include <span>

namespace streetlight {

struct PairedComparison {
  std::size_t pairs = 0;    ///< replicates in which both values exist
  std::size_t dropped = 0;  ///< replicates in which one of them (or both) does not
  double baseline = 0;      ///< mean over the pairs; without any pair, over the replicates that have a value
  double scenario = 0;
  double difference = 0;                      ///< NaN without any pair
  std::optional<double> half_width;           ///< of the interval of the difference; needs two pairs
  std::optional<double> relative;             ///< needs a baseline mean other than 0
  std::optional<double> relative_half_width;  ///< needs both
  /// Absent with fewer than two pairs, or when the differences do not vary (then see `exact`).
  std::optional<double> pairing_gain;
  bool exact = false;      ///< at least two pairs, and every difference is the same up to rounding
  bool identical = false;  ///< at least one pair, and every difference is 0, to the last bit
  /// Replicates for which the interval's half width would be `precision` of the baseline mean.
  std::optional<std::size_t> replicates_needed;
};

/// `baseline` and `scenario` hold one value a replicate, NaN where there is none; EXPECTs equal sizes,
/// 0 < confidence < 1 and precision > 0.
PairedComparison compare_paired(std::span<const double> baseline, std::span<const double> scenario,
                                double confidence = 0.95, double precision = 0.05);

/// The smallest n >= 2 with t(n - 1) deviation/sqrt(n) <= half_width; nothing when it exceeds a billion.
std::optional<std::size_t> replicates_for(double deviation, double half_width, double confidence);

/// The quantile t with P(|T| <= t) = confidence for Student's T with so many degrees of freedom.
double student_quantile(std::size_t degrees, double confidence);

}  // namespace streetlight
