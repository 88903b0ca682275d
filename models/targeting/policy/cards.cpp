#include "models/targeting/policy/cards.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "models/targeting/model.hpp"
#include "models/targeting/records/consent.hpp"
#include "models/targeting/risk/gathered_rows.hpp"

namespace streetlight::targeting {

namespace {

constexpr std::size_t groups_at_a_time = 64;  // card_groups holds memberships as bits of a word

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

/// "all" for a pool of several authorities, its own index after that for a single one's.
double authority_label(const World& world, std::size_t pool) {
  return world.pools.size() == 1 && world.programmes.size() > 1 ? 0.0 : static_cast<double>(pool + 1);
}

/// Groups `first` and on of each cell as bits of a word.
std::vector<std::uint64_t> memberships(const GroupCells& groups, std::size_t first) {
  std::vector<std::uint64_t> members(groups.cells());
  for (std::size_t cell = 0; cell < members.size(); ++cell)
    for (const std::size_t group : groups.groups_of(static_cast<std::uint16_t>(cell)))
      if (group >= first && group < first + groups_at_a_time) members[cell] |= std::uint64_t{1} << (group - first);
  return members;
}

/// The card of every group, so many at a time.
std::vector<GroupCard> cards_of(const World& world, const Learner& learner, std::vector<CardRow> rows,
                                std::size_t seats) {
  const auto& groups = world.society->groups;
  std::vector<GroupCard> cards;
  for (std::size_t first = 0; first < groups.groups(); first += groups_at_a_time) {
    const auto members = memberships(groups, first);
    const bool last = first + groups_at_a_time >= groups.groups();
    const auto some = card_groups({.rows = last ? std::move(rows) : rows,
                                   .members = members,
                                   .groups = std::min(groups_at_a_time, groups.groups() - first),
                                   .seats = seats,
                                   .probabilistic = learner.probabilistic()});
    cards.insert(cards.end(), some.begin(), some.end());
  }
  return cards;
}

/// Whose families are judged, and on whose records their model was trained: "all" is 0, an authority its number
/// from 1 on, "several" the number after the last one's.
struct CardLabels {
  double judged, trained;
};

/// The same for every card of a model that comes from elsewhere.
double trained_label(const World& world) {
  const auto& named = world.parameters.risk.trained_on;
  const auto names = world.parameters.authorities.all_names();
  if (named.size() > 1) return static_cast<double>(names.size() + 1);
  return named.front() == all_authorities
             ? 0.0
             : static_cast<double>(std::find(names.begin(), names.end(), named.front()) - names.begin() + 1);
}

/// Appends the card of these rows.
void judge(World& world, const Learner& learner, const FitReport& report, std::vector<CardRow> rows,
           CardLabels labels) {
  std::size_t in_scope = 0;
  for (const CardRow& row : rows) in_scope += row.count;
  const auto& parameters = world.parameters;
  const double capacity = parameters.programme.capacity * static_cast<double>(parameters.risk.horizon);
  const auto seats =
      std::min(in_scope, static_cast<std::size_t>(std::llround(capacity * static_cast<double>(in_scope))));
  const auto cards = cards_of(world, learner, std::move(rows), seats);
  const double month = world.month, nothing = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t g = 0; g < cards.size(); ++g)
    for (int view = 0; view < 2; ++view) {
      const Performance& p = view == 0 ? cards[g].recorded : cards[g].truth;
      const double row[] = {month,
                            labels.judged,
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
                            g == 0 ? p.enrichment : nothing,
                            labels.trained};
      world.tables.models.insert(world.tables.models.end(), std::begin(row), std::end(row));
    }
}

/// Where the rows of each authority begin among those that score_training makes, and where they end.
std::vector<std::ptrdiff_t> first_of_authorities(const World& world, const TrainingRows& rows) {
  std::vector<std::ptrdiff_t> end(world.programmes.size() + 1);
  for (std::size_t block = 0; block < block_count(rows.rows()); ++block)
    for (const auto& judged : rows.judged(block)) ++end[world.authority_of(rows.family(block, judged.row)) + 1];
  std::partial_sum(end.begin(), end.end(), end.begin());
  return end;
}

}  // namespace

std::vector<CardRow> score_training(const World& world, const Learner& learner, const TrainingRows& rows) {
  std::vector<std::size_t> first{0};  // of each block's rows of the card
  for (std::size_t block = 0; block < block_count(rows.rows()); ++block)
    first.push_back(first.back() + rows.judged(block).size());
  std::vector<CardRow> scored(first.back());
  std::vector<std::size_t> first_row{0};  // of each block
  for (std::size_t block = 0; block < block_count(rows.rows()); ++block)
    first_row.push_back(first_row.back() + rows.rows_in(block));
  std::vector<float> at_once;
  if (learner.scores_at_once()) {
    at_once.resize(first_row.back());
    learner.score_at_once(nullptr, gather_features(rows, *world.blocks), at_once);
  }
  static_assert(block_size < 1U << 14U, "CardRow::count holds the families of a block");
  for_each_read(
      rows, *world.blocks, [] { return std::vector<float>(block_size); },
      [&](std::size_t block, const ObservationBlock& observed, std::vector<float>& scores) {
        if (at_once.empty())
          learner.score(observed, {scores.data(), observed.rows()});
        else
          std::copy_n(at_once.begin() + static_cast<std::ptrdiff_t>(first_row[block]), observed.rows(), scores.begin());
        CardRow* out = scored.data() + first[block];
        for (const auto& [row, cell, count, recorded, truth] : rows.judged(block))
          *out++ = {scores[row], cell, count, recorded, truth};
      });
  return scored;
}

void write_card(World& world, std::size_t pool, const Learner& learner, const FitReport& report,
                const TrainingRows& rows) {
  auto scored = score_training(world, learner, rows);
  if (world.pools[pool].taught_by.empty()) {
    const double own = authority_label(world, pool);
    judge(world, learner, report, std::move(scored), {own, own});
  } else {
    const auto begin = first_of_authorities(world, rows);
    for (std::size_t a = 0; a + 1 < begin.size(); ++a)
      judge(world, learner, report, {scored.begin() + begin[a], scored.begin() + begin[a + 1]},
            {static_cast<double>(a + 1), trained_label(world)});
  }
  const double month = world.month, authority = authority_label(world, pool);
  const auto names = coefficient_names(world.parameters);
  for (const auto& coefficient : learner.coefficients()) {
    const auto name = std::find(names.begin(), names.end(), coefficient.name) - names.begin();
    const double row[] = {month, authority, static_cast<double>(name), coefficient.standardised, coefficient.raw};
    world.tables.coefficients.insert(world.tables.coefficients.end(), std::begin(row), std::end(row));
  }
}

std::vector<TableShape> card_tables(const TargetingParameters& parameters, const ModelContext& context) {
  using Type = TableColumn::Type;
  std::vector<std::string> groups{"all"}, authorities{"all"};
  for (const auto& group : context.groups) groups.push_back(group.name);
  for (auto& name : TargetingModel::authorities(parameters)) authorities.push_back(std::move(name));
  const TableColumn month{"month", "month", "month of the retraining", Type::whole, {}};
  const TableColumn authority{"authority", "", "authority whose model it is; all: a model that several share",
                              Type::label, authorities};
  const TableColumn judged{"authority", "", "authority whose families are judged; all: those of all that share a model",
                           Type::label, authorities};
  auto trainers = authorities;
  trainers.push_back("several");
  return {{"models",
           "model cards: each model at its training, on its own snapshot, against the records and against the truth",
           {month,
            judged,
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
             {}},
            {"trained_on", "",
             "authority on whose records the model was trained; all, several: risk.pooled, risk.trained_on",
             Type::label, trainers}}},
          {"coefficients",
           "coefficients of each model at its training (of a boosted one, shares of the gain)",
           {month,
            authority,
            {"term", "", "feature, or intercept", Type::label, coefficient_names(parameters)},
            {"standardised", "1", "per standard deviation of the feature in the training set", Type::real, {}},
            {"raw", "1", "per unit of the feature", Type::real, {}}}}};
}

}  // namespace streetlight::targeting
