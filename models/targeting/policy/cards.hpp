#pragma once
/// Model cards: what is to be known of a model at each retraining, for the tables /models and /coefficients. It is
/// judged on the rows of its own snapshot (every family in scope, whatever its training set was), features a horizon
/// old, against the findings recorded since and against true need at the snapshot; in sample, so a learner that
/// overfits looks better on the records than it is. Capacity is the flags of one horizon: programme.capacity x
/// risk.horizon of those in scope.

#include <vector>

#include "models/targeting/policy/features.hpp"
#include "sim/core/panel.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight::targeting {

struct TrainingScores {
  std::uint32_t first = 0;    ///< its families are first, first + 1, ...
  std::vector<float> scores;  ///< NaN: out of scope, or another family lives there now
  std::vector<std::uint8_t> recorded;
  std::vector<std::uint8_t> truth;
  std::size_t in_scope = 0;
};

TrainingScores score_training(World& world, const Learner& learner, const TrainingRows& rows, const Snapshot& snapshot);

/// Appends the card's rows to world.tables.
void write_card(World& world, std::size_t pool, const Learner& learner, const FitReport& report,
                const TrainingScores& scored);

/// Layouts of the two tables.
std::vector<TableShape> card_tables(const TargetingParameters& parameters, const ModelContext& context);

}  // namespace streetlight::targeting
