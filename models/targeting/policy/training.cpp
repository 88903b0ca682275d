#include "models/targeting/policy/training.hpp"

#include <algorithm>
#include <cmath>

#include "models/targeting/policy/cards.hpp"
#include "models/targeting/policy/groups.hpp"
#include "models/targeting/policy/occasion.hpp"
#include "models/targeting/policy/oversight.hpp"
#include "models/targeting/policy/training_rows.hpp"
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

/// Whether rows may stand for several families: for a learner that looks at features and weights alone, where nobody
/// asks for the scores of single families.
Alike alike(const TargetingParameters& parameters) {
  return parameters.risk.learner == LearnerKind::logistic &&
                 parameters.risk.correction != Correction::group_thresholds && parameters.predeployment.auc == 0.0
             ? Alike::together
             : Alike::apart;
}

/// Families in scope with their scores and labels, in order.
struct FamilyScores {
  std::vector<std::uint32_t> family;
  std::vector<float> scores;
  std::vector<std::uint8_t> recorded, truth;

  /// Those for whom `wanted` holds.
  template <class Wanted>
  FamilyScores of(Wanted&& wanted) const {
    FamilyScores some;
    for (std::size_t k = 0; k < family.size(); ++k) {
      if (!wanted(family[k])) continue;
      some.family.push_back(family[k]);
      some.scores.push_back(scores[k]);
      some.recorded.push_back(recorded[k]);
      some.truth.push_back(truth[k]);
    }
    return some;
  }
};

/// The rows are of single families.
FamilyScores score_families(const World& world, const Learner& learner, const TrainingRows& rows) {
  FamilyScores scored;
  for (const CardRow& row : score_training(world, learner, rows)) {
    scored.scores.push_back(row.score);
    scored.recorded.push_back(row.recorded);
    scored.truth.push_back(row.truth);
  }
  for (std::size_t block = 0; block < block_count(rows.rows()); ++block)
    for (const auto& judged : rows.judged(block)) scored.family.push_back(rows.family(block, judged.row));
  return scored;
}

/// Shares of each group to flag, such that recall on the recorded labels is the same in all, when as many are flagged
/// as there are seats in one horizon. They are set where the model is trained, and go with it.
std::vector<double> thresholds_by_group(const World& world, const Learner& learner, const TrainingRows& rows) {
  const auto scored =
      score_families(world, learner, rows).of([&](std::uint32_t family) { return rows.teaches(family); });
  std::vector<std::uint8_t> of_family(world.families.size()), group;
  const std::size_t groups = fill_correction_groups(world, world.parameters.risk.correction_group, 0, of_family);
  for (const std::uint32_t family : scored.family) group.push_back(of_family[family]);
  const double seats = world.parameters.programme.capacity * static_cast<double>(world.parameters.risk.horizon) *
                       static_cast<double>(scored.family.size());
  return equal_opportunity_thresholds(scored.scores, scored.recorded, group, groups,
                                      std::min(scored.family.size(), static_cast<std::size_t>(std::llround(seats))))
      .flag_share;
}

/// The audit before use: true need of a sample is looked up, and the model must rank it well enough.
bool passes_audit(const World& world, const FamilyScores& scored) {
  const auto& audit = world.parameters.predeployment;
  std::vector<float> scores;
  std::vector<std::uint8_t> truth;
  for (std::size_t k = 0; k < scored.family.size(); ++k) {
    if (uniform_double(world.words(Draw::predeployment, scored.family[k])[0]) >= audit.sample) continue;
    scores.push_back(scored.scores[k]);
    truth.push_back(scored.truth[k]);
  }
  return area_under_curve(scores, truth) >= audit.auc;  // false for a sample without a family in need
}

/// Audits a model where it is to be used: once for all who share their records, in each authority where it comes from
/// elsewhere.
void audit(const World& world, RiskPool& pool, const Learner& learner, const TrainingRows& rows) {
  const bool elsewhere = !pool.taught_by.empty();
  pool.approved.resize(elsewhere ? world.programmes.size() : 1);
  const auto scored = score_families(world, learner, rows);
  for (std::uint32_t a = 0; a < pool.approved.size(); ++a) {
    const auto here = [&](std::uint32_t family) { return !elsewhere || world.authority_of(family) == a; };
    if (pool.approved[a] == 0) pool.approved[a] = passes_audit(world, scored.of(here));
  }
}

/// Whether the pool's model was trained with these parameters and columns.
bool trained_alike(const RiskPool& pool, const RiskParameters& risk, const FeatureLayout& layout) {
  return pool.learner && pool.learnt_with == risk && *pool.layout == layout;
}

void train(World& world, std::size_t pool_index, const Snapshot& snapshot) {
  auto& pool = world.pools[pool_index];
  const auto layout = std::make_shared<const FeatureLayout>(world);
  const TrainingRows rows(world, *layout, snapshot, alike(world.parameters), pool.taught_by);
  // The last fit is where the next one starts: the optimum is the same, and near.
  const auto& risk = world.parameters.risk;
  auto learner = trained_alike(pool, risk, *layout) ? pool.learner->clone() : make_learner(risk, layout->names());
  learner->begin(occasion_of_training(world, pool_index));
  const FitReport report = fit(world, *learner, rows);
  write_card(world, pool_index, *learner, report, rows);
  pool.flag_shares.clear();
  if (risk.correction == Correction::group_thresholds) pool.flag_shares = thresholds_by_group(world, *learner, rows);
  if (world.parameters.predeployment.auc > 0.0) audit(world, pool, *learner, rows);
  pool.learner = std::move(learner);
  pool.learnt_with = risk;
  pool.layout = layout;
}

/// Where there is no snapshot to train on: a learner that learns nothing needs none; any other waits for one, and the
/// model that there is stays.
void replace_untrained(const World& world, RiskPool& pool) {
  const auto& risk = world.parameters.risk;
  const auto layout = std::make_shared<const FeatureLayout>(world);
  if (trained_alike(pool, risk, *layout)) return;
  auto learner = make_learner(risk, layout->names());
  if (learner->learns()) return;
  pool.learner = std::move(learner);
  pool.learnt_with = risk;
  pool.layout = layout;
  pool.flag_shares.clear();
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
    } else {
      replace_untrained(world, pool);
    }
  }
}

}  // namespace streetlight::targeting
