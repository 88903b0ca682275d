#include "models/targeting/casework/visits.hpp"

#include <algorithm>

#include "models/targeting/casework/review.hpp"
#include "models/targeting/outcomes/happened.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight::targeting {

namespace {

enum class VisitKind { referral, investigation, offer };

struct Visit {
  std::uint32_t family;
  VisitKind kind;
};

void support_family(World& world, const Visit& visit, Happened& happened) {
  const std::uint32_t family = visit.family;
  happened.add(Count::support);
  if (!world.in_need(family)) return;
  auto& families = world.families;
  float relief =
      static_cast<float>(world.parameters.support.relief) * static_cast<float>(world.parameters.casework.speed);
  if (visit.kind != VisitKind::referral) relief *= world.programmes[world.authority_of(family)].readiness;
  families.need[family] -= relief;
  families.need_setpoint[family] -= static_cast<float>(world.parameters.support.lasting) * relief;
  families.last_relief[family] = stamp_of(world.month);
  families.events[family] |= helped;
  happened.add(Count::relieved);
}

/// A family that a programme visit wrongly found in need may contest the finding. The record, the case and the scrutiny
/// go, and with them the label that a later model would learn. Neglected: findings that were there before stay on file
/// by count only, without their date.
void appeal(World& world, std::uint32_t family, Happened& happened) {
  const auto& appeals = world.parameters.appeals;
  if (appeals.rate <= 0.0) return;
  const RandomWords words = world.words(Draw::appeal, family);
  if (uniform_double(words[0]) >= appeals.rate) return;
  happened.add(Count::appeals);
  if (uniform_double(words[1]) >= appeals.upheld) return;
  auto& families = world.families;
  happened.add(Count::appeals_upheld);
  families.care[family] = std::max(0.0f, world.remains.with(families.care[family], families.last_care[family], -1.0f));
  families.last_finding[family] = never;
  families.scrutiny[family] = 0.0f;
  families.status[family] &= static_cast<std::uint16_t>(~open_case);
  families.trust[family] += static_cast<float>(appeals.trust);
}

/// Changes nothing but the family's own state.
Happened make_visit(World& world, const Visit& visit) {
  auto& families = world.families;
  const auto [family, kind] = visit;
  Happened happened;
  const bool needy = world.in_need(family);
  const bool warranted = needy || (families.events[family] & harmed);
  const bool by_programme = kind != VisitKind::referral;

  // The visit itself.
  families.events[family] |= visited;
  if (kind != VisitKind::offer) families.events[family] |= investigated;
  families.last_visit[family] = stamp_of(world.month);
  families.scrutiny[family] = 1.0f;
  happened.add(Count::visits);
  if (by_programme) {
    happened.add(Count::programme_visits);
    families.events[family] |= became_aware;
  }
  if (!needy) {
    families.events[family] |= unwarranted;
    happened.add(Count::unwarranted_visits);
    if (kind != VisitKind::offer) families.need[family] += static_cast<float>(world.parameters.need.strain);
  }

  // What it finds.
  const auto& casework = world.parameters.casework;
  const float probability = static_cast<float>(warranted ? casework.hit : casework.false_finding);
  const bool found_something = uniform_float(world.words(Draw::finding, family)[0]) < probability;
  if (found_something) {
    families.care[family] = world.remains.with(families.care[family], families.last_care[family], 1.0f);
    families.last_care[family] = families.last_finding[family] = stamp_of(world.month);
    families.status[family] |= open_case | ever_found;
    happened.add(Count::findings);
    if (!warranted) happened.add(Count::false_findings);
    if (kind == VisitKind::referral) happened.add(Count::referral_findings);
    if (within(families.last_flag[family], world.month, 12)) happened.add(Count::findings_after_flag);
  }

  // What it brings.
  if (found_something || kind == VisitKind::offer) support_family(world, visit, happened);
  if (!by_programme) return happened;
  if (world.parameters.programme.objective == Objective::payment_by_results) {
    happened.add(Count::attachments);
    if (!world.in_need(family)) happened.add(Count::results);
  }
  if (found_something && !warranted) appeal(world, family, happened);
  return happened;
}

/// The visits of a month, families ascending; a referral and a flag of the same family are one visit.
std::vector<Visit> visits_to_make(const std::vector<std::uint32_t>& referred,
                                  const std::vector<std::uint32_t>& followed, VisitKind programme_kind) {
  std::vector<Visit> visits;
  visits.reserve(referred.size() + followed.size());
  auto by_programme = followed.begin();
  auto by_referral = referred.begin();
  while (by_referral != referred.end() || by_programme != followed.end()) {
    const bool referral_next =
        by_programme == followed.end() || (by_referral != referred.end() && *by_referral <= *by_programme);
    if (referral_next) {
      if (by_programme != followed.end() && *by_programme == *by_referral) ++by_programme;  // one visit serves both
      visits.push_back({*by_referral++, VisitKind::referral});
    } else {
      visits.push_back({*by_programme++, programme_kind});
    }
  }
  return visits;
}

/// What becomes of a flag.
enum class Answer : std::uint8_t { followed, overridden, declined };

Answer answer_flag(World& world, const Flagged& flag) {
  auto& families = world.families;
  const auto& review = world.parameters.review;
  const auto [family, audit] = flag;
  const float readiness = world.programmes[world.authority_of(family)].readiness;
  const RandomWords words = world.words(Draw::review, family);
  const float noise = static_cast<float>(review.noise) / std::max(readiness, 0.01f);
  const bool follow = audit || flag_followed(uniform_float(words[0]), static_cast<float>(review.deference),
                                             families.need[family], noise * normal_of(words[1]),
                                             world.rates.review_bias[families.profile[family]], world.threshold());
  if (!follow) return Answer::overridden;
  if (world.parameters.programme.approach == Approach::supportive) {
    const float accept = logistic_of(families.trust[family] + static_cast<float>(world.parameters.approach.appeal));
    if (uniform_float(world.words(Draw::offer, family)[0]) >= accept) {
      families.events[family] |= became_aware;
      return Answer::declined;
    }
  }
  return Answer::followed;
}

}  // namespace

std::vector<std::uint32_t> review_flags(World& world, const std::vector<Flagged>& flagged) {
  std::vector<Answer> answer(flagged.size());
  settle_and_count(world, flagged.size(), [&](std::size_t k, HappenedCounts& counts) {
    answer[k] = answer_flag(world, flagged[k]);
    Happened happened;
    if (answer[k] == Answer::overridden) happened.add(Count::overrides);
    if (answer[k] == Answer::declined) happened.add(Count::offers_declined);
    counts.add(happened, flagged[k].family);
  });
  std::vector<std::uint32_t> followed;
  for (std::size_t k = 0; k < flagged.size(); ++k)
    if (answer[k] == Answer::followed) followed.push_back(flagged[k].family);
  return followed;
}

void visit_families(World& world, const std::vector<std::uint32_t>& referred,
                    const std::vector<std::uint32_t>& followed) {
  const auto programme_kind =
      world.parameters.programme.approach == Approach::supportive ? VisitKind::offer : VisitKind::investigation;
  const std::vector<Visit> visits = visits_to_make(referred, followed, programme_kind);
  std::vector<Happened> happened(visits.size());
  settle_and_count(world, visits.size(), [&](std::size_t k, HappenedCounts& counts) {
    happened[k] = make_visit(world, visits[k]);
    counts.add(happened[k], visits[k].family);
  });

  world.scratch.visited.clear();
  for (std::size_t k = 0; k < visits.size(); ++k) {
    const auto [family, kind] = visits[k];
    world.scratch.visited.push_back(family);
    if (kind == VisitKind::referral) continue;
    auto& watched = world.programmes[world.authority_of(family)].watched;
    ++watched.visits;
    watched.findings += happened[k].has(Count::findings);
  }
}

void close_cases(World& world, const Block& block) {
  auto& families = world.families;
  const auto closing = static_cast<float>(1.0 / world.parameters.casework.duration);
  std::uint16_t open[block_size], offsets[block_size + 8];
  for (std::size_t i = 0; i < block.size(); ++i) open[i] = families.status[block.begin + i] & open_case;
  const std::size_t few = keep_marked(open, block.size(), offsets);
  for (std::size_t k = 0; k < few; ++k) {
    const auto family = static_cast<std::uint32_t>(block.begin + offsets[k]);
    if (uniform_float(world.words(Draw::case_closure, family)[0]) < closing)
      families.status[family] &= static_cast<std::uint16_t>(~open_case);
  }
}

}  // namespace streetlight::targeting
