#include "models/targeting/policy/cards.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/targeting/model.hpp"
#include "models/targeting/records/consent.hpp"
#include "models/targeting/risk/metrics/model_card.hpp"
#include "models/targeting/risk/metrics/ranking.hpp"

namespace streetlight::targeting {

namespace {

constexpr std::size_t most_groups = 64;  // card_groups holds memberships as bits of a word

/// Every name that a coefficient can have, whatever the scenario's features.
std::vector<std::string> coefficient_names(const TargetingParameters& parameters) {
  std::vector<std::string> names{"intercept"};
  for (const auto& service : parameters.services.list) names.push_back(service.name);
  names.insert(names.end(), {"care", "deprivation"});
  for (const auto& attribute : parameters.population.attributes)
    for (std::size_t l = 1; l < attribute.levels.size(); ++l)
      names.push_back(attribute.name + "=" + attribute.levels[l]);
  return names;
}

/// "all" for a pool of several authorities, its own place after that for a single one's.
double authority_label(const World& world, std::size_t pool) {
  return world.pools.size() == 1 && world.programmes.size() > 1 ? 0.0 : static_cast<double>(pool + 1);
}

std::vector<std::uint64_t> memberships(const World& world, const TrainingScores& scored) {
  std::vector<std::uint64_t> members(scored.scores.size());
  for (std::size_t row = 0; row < members.size(); ++row)
    for (const auto group : world.groups_of(scored.first + static_cast<std::uint32_t>(row)))
      if (group < most_groups) members[row] |= std::uint64_t{1} << group;
  return members;
}

/// Share of the label among the tenth of all rows with the highest scores, over its share among all.
double top_tenth_enrichment(const TrainingScores& scored, std::span<const std::uint8_t> labels) {
  return at_capacity(scored.scores, labels, scored.in_scope / 10).enrichment;
}

}  // namespace

TrainingScores score_training(World& world, const Learner& learner, const TrainingRows& rows,
                              const Snapshot& snapshot) {
  const auto& families = world.families;
  TrainingScores scored;
  scored.first = snapshot.first;
  scored.scores.assign(rows.rows(), std::numeric_limits<float>::quiet_NaN());
  scored.recorded.resize(rows.rows());
  scored.truth = snapshot.in_need;
  for_each_read(
      rows, *world.blocks, [] { return std::vector<float>(block_size); },
      [&](std::size_t block, const ObservationBlock& observed, std::vector<float>& scores) {
        learner.score(observed, {scores.data(), observed.rows()});
        for (std::size_t k = 0; k < observed.rows(); ++k) {
          const std::size_t row = block * block_size + k;
          const auto family = snapshot.first + static_cast<std::uint32_t>(row);
          if (families.generation[family] != snapshot.generation[row] || !in_scope(world, family)) continue;
          scored.scores[row] = scores[k];
          scored.recorded[row] = rows.recorded(family);
        }
      });
  scored.in_scope = static_cast<std::size_t>(
      std::count_if(scored.scores.begin(), scored.scores.end(), [](float score) { return !std::isnan(score); }));
  return scored;
}

void write_card(World& world, std::size_t pool, const Learner& learner, const FitReport& report,
                const TrainingScores& scored) {
  const auto& parameters = world.parameters;
  const double capacity = parameters.programme.capacity * static_cast<double>(parameters.risk.horizon);
  const auto members = memberships(world, scored);
  const auto places = std::min(scored.in_scope,
                               static_cast<std::size_t>(std::llround(capacity * static_cast<double>(scored.in_scope))));
  const auto card = model_card(learner, report,
                               {.scores = scored.scores,
                                .recorded = scored.recorded,
                                .truth = scored.truth,
                                .members = members,
                                .groups = std::min(most_groups, world.society->groups.groups()),
                                .places = places,
                                .probabilistic = learner.probabilistic()});
  const double month = world.month, authority = authority_label(world, pool);
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  const double enrichment[2] = {top_tenth_enrichment(scored, scored.recorded),
                                top_tenth_enrichment(scored, scored.truth)};
  for (std::size_t g = 0; g < card.groups.size(); ++g)
    for (int view = 0; view < 2; ++view) {
      const Performance& p = view == 0 ? card.groups[g].recorded : card.groups[g].truth;
      const double row[] = {month,
                            authority,
                            static_cast<double>(g),
                            static_cast<double>(view),
                            static_cast<double>(report.rows),
                            p.rows,
                            p.base_rate,
                            p.auc,
                            p.average_precision,
                            p.brier,
                            p.mean_score,
                            p.calibration_error,
                            p.flagged,
                            p.precision,
                            p.recall,
                            g == 0 ? enrichment[view] : nothing};
      world.tables.models.insert(world.tables.models.end(), std::begin(row), std::end(row));
    }
  const auto names = coefficient_names(parameters);
  for (const auto& coefficient : card.coefficients) {
    const auto name = std::find(names.begin(), names.end(), coefficient.name) - names.begin();
    const double row[] = {month, authority, static_cast<double>(name), coefficient.standardised, coefficient.raw};
    world.tables.coefficients.insert(world.tables.coefficients.end(), std::begin(row), std::end(row));
  }
}

std::vector<TableShape> card_tables(const TargetingParameters& parameters, const ModelContext& context) {
  using Type = TableColumn::Type;
  std::vector<std::string> groups{"all"}, authorities{"all"};
  for (const auto& group : context.groups) groups.push_back(group.name);
  groups.resize(std::min(groups.size(), most_groups));
  for (auto& name : TargetingModel::authorities(parameters)) authorities.push_back(std::move(name));
  const TableColumn month{"month", "month", "month of the retraining", Type::whole, {}};
  const TableColumn authority{"authority", "", "authority whose model it is; all: a model that several share",
                              Type::label, authorities};
  return {{"models",
           "model cards: each model at its training, on its own snapshot, against the records and against the truth",
           {month,
            authority,
            {"group", "", "group of families", Type::label, groups},
            {"view",
             "",
             "what the scores are held against: findings on record, or true need",
             Type::label,
             {"recorded", "true"}},
            {"trained_rows", "families", "families in the training set", Type::whole, {}},
            {"rows", "families", "families of the group judged here: all in scope", Type::real, {}},
            {"base_rate", "share", "share with the label", Type::real, {}},
            {"auc", "share", "area under the curve, ties counting half", Type::real, {}},
            {"average_precision", "share", "mean precision over recall", Type::real, {}},
            {"brier", "1", "mean squared error of the score as a probability", Type::real, {}},
            {"mean_score", "share", "mean score, to set beside the base rate", Type::real, {}},
            {"calibration_error", "share", "expected calibration error over tenths by score", Type::real, {}},
            {"flagged",
             "families",
             "members among the highest scores, as many as are flagged in one horizon",
             Type::real,
             {}},
            {"precision", "share", "share with the label among those flagged", Type::real, {}},
            {"recall", "share", "share flagged among those with the label", Type::real, {}},
            {"enrichment",
             "ratio",
             "the label's share in the top tenth of scores over its share in all; for all families together",
             Type::real,
             {}}}},
          {"coefficients",
           "coefficients of each model at its training (of a boosted one, shares of the gain)",
           {month,
            authority,
            {"term", "", "feature, or intercept", Type::label, coefficient_names(parameters)},
            {"standardised", "1", "per standard deviation of the feature in the training set", Type::real, {}},
            {"raw", "1", "per unit of the feature", Type::real, {}}}}};
}

}  // namespace streetlight::targeting
