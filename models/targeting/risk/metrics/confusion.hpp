#pragma once
/// The four counts behind every error rate, and the rates. A rate without a denominator is NaN.

#include <cstdint>
#include <limits>
#include <span>

namespace streetlight::targeting {

/// Numerator over denominator; NaN when the denominator is 0.
inline double share(double numerator, double denominator) {
  return denominator > 0 ? numerator / denominator : std::numeric_limits<double>::quiet_NaN();
}

struct Confusion {
  double true_positives = 0;   ///< flagged, label 1
  double false_positives = 0;  ///< flagged, label 0
  double false_negatives = 0;  ///< not flagged, label 1
  double true_negatives = 0;   ///< not flagged, label 0

  double all() const { return true_positives + false_positives + false_negatives + true_negatives; }
  double flagged() const { return true_positives + false_positives; }
  double positives() const { return true_positives + false_negatives; }
  double negatives() const { return false_positives + true_negatives; }

  double prevalence() const { return share(positives(), all()); }
  double flag_rate() const { return share(flagged(), all()); }
  double positive_predictive_value() const { return share(true_positives, flagged()); }
  double false_discovery_rate() const { return share(false_positives, flagged()); }
  double false_omission_rate() const { return share(false_negatives, all() - flagged()); }
  double true_positive_rate() const { return share(true_positives, positives()); }
  double false_negative_rate() const { return share(false_negatives, positives()); }
  double false_positive_rate() const { return share(false_positives, negatives()); }
};

/// Counts over the rows whose `member` is not 0. `weights` and `member` may be empty: all weigh 1, all are members.
Confusion confusion(std::span<const std::uint8_t> flags, std::span<const std::uint8_t> labels,
                    std::span<const float> weights = {}, std::span<const std::uint8_t> member = {});

/// FPR - p/(1-p) (1-PPV)/PPV (1-FNR), which is 0 for every table in which all of these exist: with unequal
/// prevalence p, two groups cannot have equal PPV, FPR and FNR (Chouldechova 2017).
double chouldechova_residual(const Confusion& table);

}  // namespace streetlight::targeting
