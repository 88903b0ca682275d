#pragma once
/// Model cards: what is to be known of a model at each retraining, for the tables /models and /coefficients. It is
/// judged on the rows of its own snapshot (every family in scope, whatever its training set was), features a horizon
/// old, against the findings recorded since and against true need at the snapshot; in sample, so a learner that
/// overfits looks better on the records than it is. Capacity is the flags of one horizon: programme.capacity x
/// risk.horizon of those in scope.
///
/// A model that was trained on the records of named authorities (risk.trained_on) is judged in each authority on its
/// own: one card where it was trained, one everywhere else.

#include <vector>

#include "models/targeting/policy/training_rows.hpp"
#include "models/targeting/risk/metrics/model_card.hpp"
#include "sim/core/panel.hpp"
#include "sim/experiment/model.hpp"

namespace streetlight::targeting {

/// Rows of the card: every family in scope with its score by `learner`.
std::vector<CardRow> score_training(const World& world, const Learner& learner, const TrainingRows& rows);

/// Appends the card's rows to world.tables.
void write_card(World& world, std::size_t pool, const Learner& learner, const FitReport& report,
                const TrainingRows& rows);

/// Layouts of the two tables.
std::vector<TableShape> card_tables(const TargetingParameters& parameters, const ModelContext& context);

}  // namespace streetlight::targeting
