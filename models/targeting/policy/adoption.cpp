#include "models/targeting/policy/adoption.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

namespace streetlight::targeting {

namespace {

RandomWords lottery(const World& world, std::uint32_t authority) {
  return world.streams.words({authority, 0, 0, purpose(Draw::adoption), 0});
}

/// Referrals a family of the last year, less those of the year before.
double rise_in_referrals(const World& world, std::uint32_t authority) {
  const auto& first_family = world.society->neighbourhoods.first_family;
  std::int64_t rise = 0;
  for (Month ago = 0; ago < remembered_months; ++ago) {
    const std::int64_t of_month = world.programmes[authority].referrals[remembered_at(world.month - ago)];
    rise += ago < remembered_months / 2 ? of_month : -of_month;
  }
  return static_cast<double>(rise) / static_cast<double>(first_family[authority + 1] - first_family[authority]);
}

/// Authorities in the order in which they adopt.
std::vector<std::uint32_t> order_of_adoption(const World& world) {
  struct Candidate {
    bool waits;
    double rise;
    std::uint32_t word, authority;
    bool operator<(const Candidate& other) const {
      return std::tuple(waits, -rise, word, authority) <
             std::tuple(other.waits, -other.rise, other.word, other.authority);
    }
  };
  const bool by_referrals = world.parameters.authorities.adoption_order == AdoptionOrder::rising_referrals;
  std::vector<Candidate> candidates;
  for (std::uint32_t a = 0; a < world.programmes.size(); ++a) {
    const bool waits = by_referrals && !world.programmes[a].committed;
    candidates.push_back({waits, waits ? rise_in_referrals(world, a) : 0.0, lottery(world, a)[0], a});
  }
  std::sort(candidates.begin(), candidates.end());
  std::vector<std::uint32_t> order;
  for (const auto& candidate : candidates) order.push_back(candidate.authority);
  return order;
}

/// Families of the authorities that risk.trained_on names.
std::vector<FamilyRange> families_named(const TargetingParameters& parameters, const Neighbourhoods& hoods) {
  const auto& named = parameters.risk.trained_on;
  const auto names = parameters.authorities.all_names();
  const auto has = [&](const std::string& name) { return std::find(named.begin(), named.end(), name) != named.end(); };
  std::vector<FamilyRange> ranges;
  if (named.empty()) return ranges;
  const bool all = has(all_authorities);
  for (std::size_t a = 0; a < names.size(); ++a) {
    if (!all && !has(names[a])) continue;
    const FamilyRange range{hoods.first_family[a], hoods.first_family[a + 1]};
    if (!ranges.empty() && ranges.back().last == range.first)
      ranges.back().last = range.last;
    else
      ranges.push_back(range);
  }
  return ranges;
}

}  // namespace

void arrange_programmes(World& world) {
  const auto& hoods = world.society->neighbourhoods;
  const auto& parameters = world.parameters;
  const std::size_t authorities = hoods.authorities();
  world.programmes.resize(authorities);

  // What is arranged before the run holds from its first month on, later changes from the month after the last one.
  const Month now = world.pools.empty() ? world.month : world.month + 1;
  const auto order = order_of_adoption(world);
  const auto adopters =
      static_cast<std::size_t>(std::llround(parameters.authorities.adoption * static_cast<double>(authorities)));
  for (std::size_t rank = 0; rank < authorities; ++rank) {
    auto& programme = world.programmes[order[rank]];
    const RandomWords words = lottery(world, order[rank]);
    programme.adopts = rank < adopters;
    if (parameters.programme.enabled) {
      if (programme.adopts && !programme.committed) programme.joined = now;
      programme.committed = programme.adopts;
    }
    programme.start = static_cast<Month>(parameters.programme.start) +
                      static_cast<Month>(std::floor(uniform_double(words[1]) *
                                                    static_cast<double>(parameters.authorities.start_window + 1)));
    const double spread = parameters.authorities.readiness_spread * (2.0 * uniform_double(words[2]) - 1.0);
    programme.readiness = static_cast<float>(std::clamp(parameters.programme.readiness + spread, 0.0, 1.0));
  }

  // Pools: one for all, who pool their records or use a model that was made elsewhere, or one an authority. While no
  // programme runs or prepares, its parameters stand at their defaults; a paused programme keeps its pools, or the
  // default start would cost it its models.
  if (!parameters.programme.enabled && !parameters.preparing && !world.pools.empty()) return;
  std::vector<RiskPool> pools(parameters.risk.shared() ? 1 : authorities);
  if (parameters.risk.shared()) {
    pools[0].last = hoods.families;
    pools[0].taught_by = families_named(parameters, hoods);
    pools[0].start = static_cast<Month>(parameters.programme.start);
  } else {
    for (std::size_t a = 0; a < authorities; ++a) {
      pools[a].first = hoods.first_family[a];
      pools[a].last = hoods.first_family[a + 1];
      pools[a].start = world.programmes[a].start;
    }
  }
  if (pools.size() == world.pools.size())
    for (std::size_t p = 0; p < pools.size(); ++p)
      if (pools[p].start == world.pools[p].start && pools[p].taught_by == world.pools[p].taught_by)
        pools[p] = std::move(world.pools[p]);
  world.pools = std::move(pools);
}

}  // namespace streetlight::targeting
