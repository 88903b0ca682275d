#include "models/targeting/policy/targeting.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/targeting/policy/features.hpp"
#include "models/targeting/policy/running.hpp"
#include "models/targeting/risk/correction.hpp"
#include "models/targeting/risk/make_learner.hpp"

namespace streetlight::targeting {

namespace {

/// Whether something that first happens at `start` and then every `period` months happens at `month`.
bool due(Month month, Month start, std::int64_t period) { return month >= start && (month - start) % period == 0; }

void train(World& world, RiskPool& pool, const Snapshot& snapshot) {
  const auto& risk = world.parameters.risk;
  const FeatureLayout layout(world);
  const TrainingRows rows(world, layout, snapshot);
  // The last fit is where the next one starts: the optimum is the same, and near.
  const bool again = pool.learner && pool.learnt_with == risk && pool.columns == layout.names();
  auto learner = again ? pool.learner->clone() : make_learner(risk, layout.names());
  if (risk.correction == Correction::inverse_propensity)
    fit_inverse_propensity(*learner, rows, {.ridge = risk.ridge, .floor = risk.propensity_floor}, *world.blocks);
  else
    learner->fit(rows, *world.blocks);
  pool.learner = std::move(learner);
  pool.learnt_with = risk;
  pool.columns = layout.names();
}

/// Scores of authority's families: NaN out of scope or within the cool-down of a visit. Returns how many are in scope.
std::size_t score_families(World& world, const RiskPool& pool, std::uint32_t first, std::uint32_t last) {
  const auto& families = world.families;
  const FeatureLayout layout(world);
  const PresentRows rows(world, layout, first, last);
  const auto cool_down = static_cast<Month>(world.parameters.programme.cool_down);
  float* scores = world.scratch.scores.data() + first;
  std::vector<std::size_t> in_scope_of_block(block_count(rows.rows()));
  for_each_read(
      rows, *world.blocks, [] { return 0; },
      [&](std::size_t block, const ObservationBlock& observed, int) {
        const std::size_t begin = block * block_size;
        pool.learner->score(observed, {scores + begin, observed.rows()});
        for (std::size_t k = 0; k < observed.rows(); ++k) {
          const auto family = first + static_cast<std::uint32_t>(begin + k);
          const bool candidate = in_scope(world, family);
          in_scope_of_block[block] += candidate;
          if (!candidate || within(families.last_visit[family], world.month, cool_down))
            scores[begin + k] = std::numeric_limits<float>::quiet_NaN();
        }
      });
  std::size_t in_scope_families = 0;
  for (const auto count : in_scope_of_block) in_scope_families += count;
  return in_scope_families;
}

void fill_lottery(World& world, std::uint32_t first, std::uint32_t last) {
  world.blocks->for_each_block(last - first, [&](const Block& block) {
    std::uint32_t spare[2][block_size];
    world.streams.fill(first + static_cast<std::uint32_t>(block.begin), {world.families.generation.data() + first + block.begin, block.size()},
                       world.month, purpose(Draw::programme), 0,
                       {world.scratch.ties.data() + first + block.begin, world.scratch.audit_words.data() + first + block.begin, spare[0], spare[1]});
  });
}

}  // namespace

void train_models(World& world) {
  const auto& parameters = world.parameters;
  if (!parameters.programme.enabled && !parameters.preparing) return;
  for (auto& pool : world.pools) {
    const auto horizon = static_cast<Month>(parameters.risk.horizon);
    if (due(world.month + horizon, pool.start, parameters.risk.retrain))
      pool.snapshots.push_back(std::make_shared<const Snapshot>(take_snapshot(world, pool.first, pool.last)));
    while (!pool.snapshots.empty() && pool.snapshots.front()->month < world.month - horizon) pool.snapshots.pop_front();
    if (!parameters.programme.enabled || !due(world.month, pool.start, parameters.risk.retrain)) continue;
    if (!pool.snapshots.empty() && pool.snapshots.front()->month == world.month - horizon) {
      train(world, pool, *pool.snapshots.front());
      pool.snapshots.pop_front();
    } else if (!pool.learner) {
      // A learner that learns nothing needs no snapshot; any other waits for one.
      auto learner = make_learner(parameters.risk, FeatureLayout(world).names());
      if (!learner->learns()) pool.learner = std::move(learner);
    }
  }
}

std::vector<Flagged> select_families(World& world) {
  std::vector<Flagged> flagged;
  const auto& programme = world.parameters.programme;
  if (!programme.enabled) return flagged;
  const auto& first_family = world.society->neighbourhoods.first_family;
  Selector select;
  for (std::uint32_t authority = 0; authority + 1 < first_family.size(); ++authority) {
    const auto& pool = world.pools[world.pools.size() == 1 ? 0 : authority];
    if (!programme_running(world, authority) || !pool.learner || world.programmes[authority].stopped) continue;
    const std::uint32_t first = first_family[authority], last = first_family[authority + 1];
    const std::size_t in_scope_families = score_families(world, pool, first, last);
    fill_lottery(world, first, last);

    // Places are whole; the fraction is settled by a draw of the authority's own.
    const Words rounding = world.authority_words(Draw::places, authority);
    const double places = std::floor(programme.capacity * static_cast<double>(in_scope_families) + uniform_double(rounding[0]));
    const double audits = std::floor(programme.audit * places + uniform_double(rounding[1]));
    const auto chosen = select({.scores = {world.scratch.scores.data() + first, last - first},
                                .ties = {world.scratch.ties.data() + first, last - first},
                                .places = static_cast<std::size_t>(places),
                                .audits = static_cast<std::size_t>(audits),
                                .audit_words = {world.scratch.audit_words.data() + first, last - first},
                                .group_places = {},
                                .group = {}});
    for (std::size_t k = 0; k < chosen.entities.size(); ++k) flagged.push_back({first + chosen.entities[k], chosen.audited[k] != 0});
  }

  // Put the flags on file.
  auto& families = world.families;
  for (const auto& [family, audit] : flagged) {
    const bool needy = world.in_need(family);
    families.last_flag[family] = stamp_of(world.month);
    world.flags.push_back({family, families.generation[family], stamp_of(world.month)});
    world.count(Count::flags, family);
    if (needy) world.count(Count::flags_in_need, family);
    if (audit) world.count(Count::audits, family);
    if (audit && needy) world.count(Count::audits_in_need, family);
  }
  return flagged;
}

void judge_flags(World& world) {
  const auto horizon = static_cast<Month>(world.parameters.risk.horizon);
  while (!world.flags.empty() && world.flags.front().month <= world.month - horizon) {
    const auto flag = world.flags.front();
    world.flags.pop_front();
    if (world.families.generation[flag.family] != flag.generation) continue;  // the family left: nobody can tell
    const bool confirmed = world.families.last_finding[flag.family] >= flag.month;
    world.count(Count::flags_judged, flag.family);
    if (confirmed) world.count(Count::flags_confirmed, flag.family);
    auto& programme = world.programmes[world.authority_of(flag.family)];
    ++programme.judged;
    programme.confirmed += confirmed;
  }
}

}  // namespace streetlight::targeting
