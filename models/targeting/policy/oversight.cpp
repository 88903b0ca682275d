#include "models/targeting/policy/oversight.hpp"

#include <algorithm>
#include <array>

#include "models/targeting/policy/running.hpp"

namespace streetlight::targeting {

namespace {

void count_for_all(World& world, std::uint32_t authority, Count what, std::int64_t amount) {
  constexpr std::array<std::uint16_t, 1> all{0};
  world.tally.add(world.tally.authorities() == 1 ? 0 : authority, all, world.tally.column(what), amount);
}

/// Families of deciles 9 and 10.
std::int64_t deprived_families(const Neighbourhoods& hoods, std::uint32_t authority) {
  std::int64_t number = 0;
  for (std::uint32_t first = hoods.first_family[authority]; first < hoods.first_family[authority + 1];) {
    const auto neighbourhood = hoods.of(first);
    const std::uint32_t end = std::min(hoods.first_family[authority + 1], hoods.end_of(neighbourhood));
    if (hoods.decile[neighbourhood] >= 9) number += end - first;
    first = end;
  }
  return number;
}

bool beyond_bounds(const World& world, std::uint32_t authority) {
  const auto& bound = world.parameters.monitoring;
  const auto& seen = world.programmes[authority].watched;
  const auto ratio = [](std::int64_t above, std::int64_t below) {
    return static_cast<double>(above) / static_cast<double>(below);
  };
  if (seen.visits > 0 && ratio(seen.visits - seen.findings, seen.visits) > bound.no_finding) return true;
  const auto& hoods = world.society->neighbourhoods;
  const std::int64_t deprived = deprived_families(hoods, authority);
  const std::int64_t all = hoods.first_family[authority + 1] - hoods.first_family[authority];
  return seen.flags > 0 && deprived > 0 &&
         ratio(seen.flags_deprived, seen.flags) > bound.flag_ratio * ratio(deprived, all);
}

}  // namespace

void oversee_programmes(World& world) {
  const auto& parameters = world.parameters;
  if (!parameters.programme.enabled) return;
  const bool monitored = parameters.monitoring != MonitoringParameters{};
  for (std::uint32_t authority = 0; authority < world.programmes.size(); ++authority) {
    auto& programme = world.programmes[authority];
    if (!programme_running(world, authority)) {
      programme.watched = {};
      continue;
    }
    const double hazard = parameters.programme.exposed(parameters.regulator.hazard);
    if (hazard > 0.0 && uniform_double(world.authority_words(Draw::incidents, authority)[2]) < hazard) {
      programme.halted_until = world.month + static_cast<Month>(parameters.regulator.months);
      count_incidents(world, authority, 1);
    }
    if (!monitored || (world.month - programme.start) % parameters.monitoring.period != 0) continue;
    if (beyond_bounds(world, authority))
      programme.halted_until =
          std::max(programme.halted_until, world.month + static_cast<Month>(parameters.monitoring.pause));
    programme.watched = {};
  }
}

void apply_minimum_standard(World& world, const RiskPool& pool) {
  const double minimum = world.parameters.programme.minimum_precision;
  const auto& first_family = world.society->neighbourhoods.first_family;
  for (std::uint32_t authority = 0; authority < world.programmes.size(); ++authority) {
    if (first_family[authority] < pool.first || first_family[authority] >= pool.last) continue;
    auto& programme = world.programmes[authority];
    programme.stopped = static_cast<double>(programme.confirmed) < minimum * static_cast<double>(programme.judged);
    programme.judged = programme.confirmed = 0;
  }
}

bool stands_still(const World& world, std::uint32_t authority) {
  const auto& pool = world.pools[world.pools.size() == 1 ? 0 : authority];
  const auto& programme = world.programmes[authority];
  const auto preparation = static_cast<Month>(world.parameters.programme.preparation);
  const bool prepares = preparation > 0 && world.month < std::max(programme.start, programme.joined) + preparation;
  return prepares || programme.stopped || (world.parameters.predeployment.auc > 0.0 && !pool.approved_for(authority));
}

void count_standstills(World& world) {
  if (!world.parameters.programme.enabled) return;
  const auto& first_family = world.society->neighbourhoods.first_family;
  for (std::uint32_t authority = 0; authority < world.programmes.size(); ++authority) {
    const std::int64_t families = first_family[authority + 1] - first_family[authority];
    if (world.month < world.programmes[authority].halted_until)
      count_for_all(world, authority, Count::halted, families);
    else if (programme_running(world, authority))
      count_for_all(world, authority, stands_still(world, authority) ? Count::still : Count::in_use, families);
  }
}

void count_incidents(World& world, std::uint32_t authority, std::int64_t incidents) {
  if (incidents > 0) count_for_all(world, authority, Count::incidents, incidents);
}

}  // namespace streetlight::targeting
