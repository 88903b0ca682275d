#pragma once
/// Remedies for biased labels.
///
/// Inverse propensity: labels are only found where somebody looked. The chance p of being looked at is fitted on the
/// same features, then the model is trained on the rows that were looked at, each with weight 1/p, so that they stand
/// for those like them who were not. It mends what the features explain of being looked at, and nothing else.
///
/// Group thresholds: a threshold of its own for each group, such that the share of recorded positives that is flagged
/// is the same in all (equal opportunity: Hardt, Price and Srebro 2016). It equalises recall on the records; what the
/// records miss it cannot know.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/targeting/risk/learner.hpp"

namespace streetlight::targeting {

struct PropensitySettings {
  double ridge = 1;
  double floor = 0.02;  ///< fitted chances are raised to this: weights are at most 1 / floor
};

struct CorrectedFit {
  FitReport fit;         ///< of `learner`, on the rows looked at
  FitReport propensity;  ///< of the model of being looked at; not fitted when all rows were: then all weights are equal
};

/// Fits `learner` with inverse-propensity weights. Rows are those included; their `observed` says who was looked at.
CorrectedFit fit_inverse_propensity(Learner& learner, const ObservationBlocks& training,
                                    const PropensitySettings& settings, BlockRunner& runner);

struct GroupThresholds {
  double recall = 0;               ///< share of recorded positives flagged, the same in every group that has any
  std::vector<float> threshold;    ///< flag scores at or above it; plus infinity: nobody
  std::vector<double> flag_share;  ///< share of the group that is flagged: what to apportion seats by, times group size
};

/// Thresholds at which `seats` rows in all are flagged (to within the ties and steps of the scores). Groups without a
/// recorded positive have no recall to equalise; they are flagged from the score that the same `seats` would ask of
/// all rows together. Rows out of scope take no part.
GroupThresholds equal_opportunity_thresholds(std::span<const float> scores, std::span<const std::uint8_t> labels,
                                             std::span<const std::uint8_t> group, std::size_t groups,
                                             std::size_t seats);

}  // namespace streetlight::targeting
