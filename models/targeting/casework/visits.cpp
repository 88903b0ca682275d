#include "models/targeting/casework/visits.hpp"

#include <algorithm>

#include "models/targeting/casework/review.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight::targeting {

namespace {

enum class VisitKind { referral, investigation, offer };

void support_family(World& world, std::uint32_t family, VisitKind kind) {
  world.count(Count::support, family);
  if (!world.in_need(family)) return;
  auto& families = world.families;
  float relief =
      static_cast<float>(world.parameters.support.relief) * static_cast<float>(world.parameters.casework.speed);
  if (kind != VisitKind::referral) relief *= world.programmes[world.authority_of(family)].readiness;
  families.need[family] -= relief;
  families.need_setpoint[family] -= static_cast<float>(world.parameters.support.lasting) * relief;
  families.last_relief[family] = stamp_of(world.month);
  families.events[family] |= helped;
  world.count(Count::relieved, family);
}

/// A family that a programme visit wrongly found in need may contest the finding. The record, the case and the scrutiny
/// go, and with them the label that a later model would learn. Neglected: findings that were there before stay on file
/// by count only, without their date.
void appeal(World& world, std::uint32_t family) {
  const auto& appeals = world.parameters.appeals;
  if (appeals.rate <= 0.0) return;
  const RandomWords words = world.words(Draw::appeal, family);
  if (uniform_double(words[0]) >= appeals.rate) return;
  world.count(Count::appeals, family);
  if (uniform_double(words[1]) >= appeals.upheld) return;
  auto& families = world.families;
  world.count(Count::appeals_upheld, family);
  families.care[family] = std::max(0.0f, world.remains.with(families.care[family], families.last_care[family], -1.0f));
  families.last_finding[family] = never;
  families.scrutiny[family] = 0.0f;
  families.status[family] &= static_cast<std::uint16_t>(~open_case);
  families.trust[family] += static_cast<float>(appeals.trust);
}

void visit(World& world, std::uint32_t family, VisitKind kind) {
  auto& families = world.families;
  const bool needy = world.in_need(family);
  const bool warranted = needy || (families.events[family] & harmed);
  const bool by_programme = kind != VisitKind::referral;

  // The visit itself.
  families.events[family] |= visited;
  if (kind != VisitKind::offer) families.events[family] |= investigated;
  families.last_visit[family] = stamp_of(world.month);
  families.scrutiny[family] = 1.0f;
  world.scratch.visited.push_back(family);
  world.count(Count::visits, family);
  if (by_programme) {
    world.count(Count::programme_visits, family);
    families.events[family] |= became_aware;
  }
  if (!needy) {
    families.events[family] |= unwarranted;
    world.count(Count::unwarranted_visits, family);
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
    world.count(Count::findings, family);
    if (!warranted) world.count(Count::false_findings, family);
    if (kind == VisitKind::referral) world.count(Count::referral_findings, family);
    if (within(families.last_flag[family], world.month, 12)) world.count(Count::findings_after_flag, family);
  }

  // What it brings.
  if (found_something || kind == VisitKind::offer) support_family(world, family, kind);
  if (!by_programme) return;
  auto& watched = world.programmes[world.authority_of(family)].watched;
  ++watched.visits;
  watched.findings += found_something;
  if (world.parameters.programme.objective == Objective::payment_by_results) {
    world.count(Count::attachments, family);
    if (!world.in_need(family)) world.count(Count::results, family);
  }
  if (found_something && !warranted) appeal(world, family);
}

}  // namespace

std::vector<std::uint32_t> review_flags(World& world, const std::vector<Flagged>& flagged) {
  auto& families = world.families;
  const auto& review = world.parameters.review;
  const auto& approach = world.parameters.approach;
  std::vector<std::uint32_t> followed;
  for (const auto& [family, audit] : flagged) {
    const float readiness = world.programmes[world.authority_of(family)].readiness;
    const RandomWords words = world.words(Draw::review, family);
    const float noise = static_cast<float>(review.noise) / std::max(readiness, 0.01f);
    const bool follow = audit || flag_followed(uniform_float(words[0]), static_cast<float>(review.deference),
                                               families.need[family], noise * normal_of(words[1]),
                                               world.rates.review_bias[families.profile[family]], world.threshold());
    if (!follow) {
      world.count(Count::overrides, family);
      continue;
    }
    if (world.parameters.programme.approach == Approach::supportive) {
      const float accept = logistic_of(families.trust[family] + static_cast<float>(approach.appeal));
      if (uniform_float(world.words(Draw::offer, family)[0]) >= accept) {
        families.events[family] |= became_aware;
        world.count(Count::offers_declined, family);
        continue;
      }
    }
    followed.push_back(family);
  }
  return followed;
}

void visit_families(World& world, const std::vector<std::uint32_t>& referred,
                    const std::vector<std::uint32_t>& followed) {
  world.scratch.visited.clear();
  const auto programme_kind =
      world.parameters.programme.approach == Approach::supportive ? VisitKind::offer : VisitKind::investigation;
  auto by_programme = followed.begin();
  auto by_referral = referred.begin();
  while (by_referral != referred.end() || by_programme != followed.end()) {
    const bool referral_next =
        by_programme == followed.end() || (by_referral != referred.end() && *by_referral <= *by_programme);
    if (referral_next) {
      if (by_programme != followed.end() && *by_programme == *by_referral) ++by_programme;  // one visit serves both
      visit(world, *by_referral++, VisitKind::referral);
    } else {
      visit(world, *by_programme++, programme_kind);
    }
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
