#include "models/targeting/policy/training.hpp"

#include <algorithm>
#include <cmath>

#include "models/targeting/policy/cards.hpp"
#include "models/targeting/policy/features.hpp"
#include "models/targeting/policy/groups.hpp"
#include "models/targeting/policy/oversight.hpp"
#include "models/targeting/risk/correction.hpp"
#include "models/targeting/risk/make_learner.hpp"
#include "models/targeting/risk/metrics/ranking.hpp"

namespace streetlight::targeting {

namespace {

/// Whether something that first happens at `start` and then every `period` months happens at `month`.
bool due(Month month, Month start, std::int64_t period) { return month >= start && (month - start) % period == 0; }

FitReport fit(World& world, Learner& learner, const TrainingRows& rows) {
  const auto& risk = world.parameters.risk;
  if (risk.correction == Correction::inverse_propensity)
    return fit_inverse_propensity(learner, rows, {.ridge = risk.ridge, .floor = risk.propensity_floor}, *world.blocks)
        .fit;
  return learner.fit(rows, *world.blocks);
}

/// Shares of each group to flag, such that recall on the recorded labels is the same in all, when as many are flagged
/// as there are places in one horizon.
std::vector<double> thresholds_by_group(const World& world, const TrainingScores& scored) {
  std::vector<std::uint8_t> group(scored.scores.size());
  const std::size_t groups = fill_correction_groups(world, scored.first, group);
  const double places = world.parameters.programme.capacity * static_cast<double>(world.parameters.risk.horizon) *
                        static_cast<double>(scored.in_scope);
  return equal_opportunity_thresholds(scored.scores, scored.recorded, group, groups,
                                      std::min(scored.in_scope, static_cast<std::size_t>(std::llround(places))))
      .flag_share;
}

/// The audit before use: true need of a sample is looked up, and the model must rank it well enough.
bool passes_audit(const World& world, const TrainingScores& scored) {
  const auto& audit = world.parameters.predeployment;
  std::vector<float> scores;
  std::vector<std::uint8_t> truth;
  for (std::size_t row = 0; row < scored.scores.size(); ++row) {
    const auto family = scored.first + static_cast<std::uint32_t>(row);
    if (std::isnan(scored.scores[row]) || uniform_double(world.words(Draw::predeployment, family)[0]) >= audit.sample)
      continue;
    scores.push_back(scored.scores[row]);
    truth.push_back(scored.truth[row]);
  }
  return area_under_curve(scores, truth) >= audit.auc;  // false for a sample without a family in need
}

void train(World& world, std::size_t pool_index, const Snapshot& snapshot) {
  auto& pool = world.pools[pool_index];
  const FeatureLayout layout(world);
  const TrainingRows rows(world, layout, snapshot);
  // The last fit is where the next one starts: the optimum is the same, and near.
  const auto& risk = world.parameters.risk;
  const bool again = pool.learner && pool.learnt_with == risk && pool.columns == layout.names();
  auto learner = again ? pool.learner->clone() : make_learner(risk, layout.names());
  const FitReport report = fit(world, *learner, rows);
  const TrainingScores scored = score_training(world, *learner, rows, snapshot);
  write_card(world, pool_index, *learner, report, scored);
  pool.group_places.clear();
  if (world.parameters.risk.correction == Correction::group_thresholds)
    pool.group_places = thresholds_by_group(world, scored);
  if (world.parameters.predeployment.auc > 0.0) pool.approved = pool.approved || passes_audit(world, scored);
  pool.learner = std::move(learner);
  pool.learnt_with = risk;
  pool.columns = layout.names();
}

}  // namespace

void train_models(World& world) {
  const auto& parameters = world.parameters;
  if (!parameters.programme.enabled && !parameters.preparing) return;
  for (std::size_t p = 0; p < world.pools.size(); ++p) {
    auto& pool = world.pools[p];
    const auto horizon = static_cast<Month>(parameters.risk.horizon);
    if (due(world.month + horizon, pool.start, parameters.risk.retrain))
      pool.snapshots.push_back(std::make_shared<const Snapshot>(take_snapshot(world, pool.first, pool.last)));
    while (!pool.snapshots.empty() && pool.snapshots.front()->month < world.month - horizon) pool.snapshots.pop_front();
    if (!parameters.programme.enabled || !due(world.month, pool.start, parameters.risk.retrain)) continue;
    apply_minimum_standard(world, pool);
    if (!pool.snapshots.empty() && pool.snapshots.front()->month == world.month - horizon) {
      const auto snapshot = pool.snapshots.front();
      pool.snapshots.pop_front();
      train(world, p, *snapshot);
    } else if (!pool.learner) {
      // A learner that learns nothing needs no snapshot; any other waits for one.
      auto learner = make_learner(parameters.risk, FeatureLayout(world).names());
      if (!learner->learns()) pool.learner = std::move(learner);
    }
  }
}

}  // namespace streetlight::targeting
