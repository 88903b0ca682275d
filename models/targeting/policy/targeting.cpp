#include "models/targeting/policy/targeting.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/targeting/outcomes/happened.hpp"
#include "models/targeting/policy/features.hpp"
#include "models/targeting/policy/groups.hpp"
#include "models/targeting/policy/objective.hpp"
#include "models/targeting/policy/occasion.hpp"
#include "models/targeting/policy/oversight.hpp"
#include "models/targeting/policy/running.hpp"

namespace streetlight::targeting {

namespace {

/// Scores of authority's families: NaN out of scope or within the cool-down of a visit. Returns how many are in scope.
/// The model reads the columns that it was trained on; what the selection aims at goes by those of today.
std::size_t score_families(World& world, const RiskPool& pool, std::uint32_t authority) {
  const auto& first_family = world.society->neighbourhoods.first_family;
  const std::uint32_t first = first_family[authority], last = first_family[authority + 1];
  const auto& families = world.families;
  const FeatureLayout today(world);
  const PresentRows rows(world, *pool.layout, pool.learnt_with.learner, first, last);
  const PresentRows rows_today(world, today, LearnerKind::logistic, first, last);
  const ObjectiveScore aim(world, today);
  const bool read_again = aim.reads_rows() && today != *pool.layout;
  // Whoever was visited then or earlier, or never, may be flagged.
  const auto rested = static_cast<Stamp>(
      std::max<Month>(world.month - static_cast<Month>(world.parameters.programme.cool_down), never));
  const std::uint32_t feeds = world.rates.linked_services;
  const Consent consent(world.parameters.consent.mode);
  float* scores = world.scratch.column.data() + first;
  const bool at_once = pool.learner->scores_at_once();
  if (at_once) score_in_scope(world, *pool.learner, authority, rows, first, {scores, rows.rows()});
  std::vector<std::size_t> in_scope_of_block(block_count(rows.rows()));
  for_each_read(
      rows, *world.blocks, [&] { return ObservationBlock(read_again ? today.names().size() : 0); },
      [&](std::size_t block, const ObservationBlock& observed, ObservationBlock& observed_today) {
        const std::size_t begin = block * block_size;
        if (!at_once) pool.learner->score(observed, {scores + begin, observed.rows()});
        if (read_again) rows_today.read(block, observed_today);
        aim(read_again ? observed_today : observed, {scores + begin, observed.rows()});
        const std::size_t at = first + begin;
        const std::uint32_t* __restrict links = families.links.data() + at;
        const std::uint16_t* __restrict status = families.status.data() + at;
        const Stamp* __restrict last_visit = families.last_visit.data() + at;
        float* __restrict score = scores + begin;
        std::uint32_t members = 0;
        for (std::size_t k = 0; k < observed.rows(); ++k) {
          const bool member = ((links[k] & feeds) != 0) & consent(status[k]);
          members += member;
          score[k] = (member & (last_visit[k] <= rested)) ? score[k] : std::numeric_limits<float>::quiet_NaN();
        }
        in_scope_of_block[block] = members;
      });
  std::size_t in_scope_families = 0;
  for (const auto count : in_scope_of_block) in_scope_families += count;
  return in_scope_families;
}

/// Keeps the scores of an authority's followed families, which are overwritten later in the month.
void keep_scores(World& world, std::uint32_t first, std::uint32_t last) {
  auto& followed = world.followed;
  const auto& family = followed.family;
  for (auto at = std::lower_bound(family.begin(), family.end(), first); at != family.end() && *at < last; ++at)
    followed.score[static_cast<std::size_t>(at - family.begin())] = world.scratch.column[*at];
}

void keep_audit(World& world, std::uint32_t family) {
  auto& followed = world.followed;
  const auto at = std::lower_bound(followed.family.begin(), followed.family.end(), family);
  if (at != followed.family.end() && *at == family)
    followed.audited[static_cast<std::size_t>(at - followed.family.begin())] = 1;
}

void fill_audit_words(World& world, std::uint32_t first, std::uint32_t last) {
  world.scratch.audit_words.resize(world.families.size());
  world.blocks->for_each_block(last - first, [&](const Block& block) {
    world.streams.fill(first + static_cast<std::uint32_t>(block.begin),
                       {world.families.generation.data() + first + block.begin, block.size()}, world.month,
                       purpose(Draw::programme), 0,
                       {nullptr, world.scratch.audit_words.data() + first + block.begin, nullptr, nullptr});
  });
}

/// Seats of each group for group_thresholds: in proportion to the share of it that was to be flagged, among those who
/// can be. The groups are those that the model was trained for.
std::vector<std::size_t> seats_by_group(World& world, const RiskPool& pool, std::uint32_t first, std::uint32_t last,
                                        std::size_t seats) {
  world.scratch.group.resize(world.families.size());
  const std::span<std::uint8_t> group{world.scratch.group.data() + first, last - first};
  fill_correction_groups(world, pool.learnt_with.correction_group, first, group);
  std::vector<std::size_t> candidates(pool.flag_shares.size());
  for (std::size_t k = 0; k < group.size(); ++k) candidates[group[k]] += !std::isnan(world.scratch.column[first + k]);
  std::vector<double> shares;
  for (std::size_t g = 0; g < candidates.size(); ++g)
    shares.push_back(pool.flag_shares[g] * static_cast<double>(candidates[g]));
  return apportion(seats, shares, candidates);
}

}  // namespace

std::vector<Flagged> select_families(World& world) {
  std::vector<Flagged> flagged;
  const auto& programme = world.parameters.programme;
  world.followed.score.assign(world.followed.family.size(), std::numeric_limits<float>::quiet_NaN());
  world.followed.audited.assign(world.followed.family.size(), 0);
  if (!programme.enabled) return flagged;
  const auto& first_family = world.society->neighbourhoods.first_family;
  Selector select;
  for (std::uint32_t authority = 0; authority + 1 < first_family.size(); ++authority) {
    const auto& pool = world.pools[world.pools.size() == 1 ? 0 : authority];
    if (!programme_running(world, authority) || !pool.learner || stands_still(world, authority)) continue;
    const std::uint32_t first = first_family[authority], last = first_family[authority + 1];
    const std::size_t in_scope_families = score_families(world, pool, authority);
    keep_scores(world, first, last);

    // Seats are whole; the fraction is settled by a draw of the authority's own.
    const RandomWords rounding = world.authority_words(Draw::seats, authority);
    const double wanted =
        std::floor(programme.capacity * static_cast<double>(in_scope_families) + uniform_double(rounding[0]));
    const auto seats = static_cast<std::size_t>(wanted);
    const auto audits =
        std::min(seats, static_cast<std::size_t>(std::floor(programme.audit * wanted + uniform_double(rounding[1]))));
    if (audits > 0) fill_audit_words(world, first, last);
    const auto tie = [&](std::size_t k) {
      return world.words(Draw::programme, first + static_cast<std::uint32_t>(k))[0];
    };
    std::vector<std::size_t> group_seats;
    if (!pool.flag_shares.empty()) group_seats = seats_by_group(world, pool, first, last, seats - audits);
    const auto chosen =
        select({.scores = {world.scratch.column.data() + first, last - first},
                .ties = LotteryWords(tie),
                .seats = seats,
                .audits = audits,
                .audit_words =
                    audits > 0 ? std::span<const std::uint32_t>{world.scratch.audit_words.data() + first, last - first}
                               : std::span<const std::uint32_t>{},
                .group_seats = group_seats,
                .group = group_seats.empty()
                             ? std::span<const std::uint8_t>{}
                             : std::span<const std::uint8_t>{world.scratch.group.data() + first, last - first}},
               *world.blocks);
    const std::size_t before = flagged.size();
    flagged.resize(before + chosen.entities.size());
    for (std::size_t k = 0; k < chosen.entities.size(); ++k)
      flagged[before + k] = {first + chosen.entities[k], chosen.audited[k] != 0};
  }

  // Put the flags on file, in the order in which they are judged: a timeline may have shortened the horizon.
  auto& families = world.families;
  const auto horizon = static_cast<Month>(world.parameters.risk.horizon);
  const auto before = static_cast<std::ptrdiff_t>(world.flags.size());
  world.flags.resize(world.flags.size() + flagged.size());
  settle_and_count(world, flagged.size(), [&](std::size_t k, HappenedCounts& counts) {
    const auto [family, audit] = flagged[k];
    const bool needy = world.in_need(family);
    families.last_flag[family] = stamp_of(world.month);
    world.flags[static_cast<std::size_t>(before) + k] = {family, families.generation[family], stamp_of(world.month),
                                                         stamp_of(world.month + horizon)};
    Happened happened;
    happened.add(Count::flags);
    if (needy) happened.add(Count::flags_in_need);
    if (!needy && need_has_passed(families.last_need[family], world.month)) happened.add(Count::flags_past_need);
    if (audit) happened.add(Count::audits);
    if (audit && needy) happened.add(Count::audits_in_need);
    counts.add(happened, family);
  });
  for (const auto& [family, audit] : flagged) {
    auto& watched = world.programmes[world.authority_of(family)].watched;
    ++watched.flags;
    watched.flags_deprived += world.society->neighbourhoods.decile[world.society->neighbourhoods.of(family)] >= 9;
    if (audit) keep_audit(world, family);
  }
  const auto sooner = [](const FlagRecord& a, const FlagRecord& b) { return a.judged < b.judged; };
  if (!flagged.empty() && before > 0 && sooner(world.flags.back(), world.flags[static_cast<std::size_t>(before) - 1]))
    std::inplace_merge(world.flags.begin(), world.flags.begin() + before, world.flags.end(), sooner);
  return flagged;
}

void judge_flags(World& world) {
  const auto& families = world.families;
  const auto due =
      static_cast<std::size_t>(std::find_if(world.flags.begin(), world.flags.end(),
                                            [&](const FlagRecord& flag) { return flag.judged > world.month; }) -
                               world.flags.begin());
  std::vector<Happened> happened(due);
  settle_and_count(world, due, [&](std::size_t k, HappenedCounts& counts) {
    const FlagRecord& flag = world.flags[k];
    if (families.generation[flag.family] != flag.generation) return;  // the family left: nobody can tell
    happened[k].add(Count::flags_judged);
    if (families.last_finding[flag.family] >= flag.month) happened[k].add(Count::flags_confirmed);
    counts.add(happened[k], flag.family);
  });
  for (std::size_t k = 0; k < due; ++k) {
    auto& programme = world.programmes[world.authority_of(world.flags[k].family)];
    programme.judged += happened[k].has(Count::flags_judged);
    programme.confirmed += happened[k].has(Count::flags_confirmed);
  }
  world.flags.erase(world.flags.begin(), world.flags.begin() + static_cast<std::ptrdiff_t>(due));
}

}  // namespace streetlight::targeting
