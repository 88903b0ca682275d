#include "models/targeting/policy/adoption.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace streetlight::targeting {

namespace {

Words lottery(const World& world, std::uint32_t authority) {
  return world.streams.words({authority, 0, 0, purpose(Draw::adoption), 0});
}

}  // namespace

void arrange_programmes(World& world) {
  const auto& hoods = world.society->neighbourhoods;
  const auto& parameters = world.parameters;
  const std::size_t authorities = hoods.authorities();
  world.programmes.resize(authorities);

  // Adopters by lot.
  std::vector<std::uint32_t> order(authorities);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto wa = lottery(world, a)[0], wb = lottery(world, b)[0];
    return wa != wb ? wa < wb : a < b;
  });
  const auto adopters =
      static_cast<std::size_t>(std::llround(parameters.authorities.adoption * static_cast<double>(authorities)));
  for (std::size_t rank = 0; rank < authorities; ++rank) {
    auto& programme = world.programmes[order[rank]];
    const Words words = lottery(world, order[rank]);
    programme.adopts = rank < adopters;
    programme.start = static_cast<Month>(parameters.programme.start) +
                      static_cast<Month>(std::floor(uniform_double(words[1]) *
                                                    static_cast<double>(parameters.authorities.start_window + 1)));
    const double spread = parameters.authorities.readiness_spread * (2.0 * uniform_double(words[2]) - 1.0);
    programme.readiness = static_cast<float>(std::clamp(parameters.programme.readiness + spread, 0.0, 1.0));
  }

  // Pools: one for all, or one an authority. While no programme runs or prepares, its parameters stand at their
  // defaults; a paused programme keeps its pools, or the default start would cost it its models.
  if (!parameters.programme.enabled && !parameters.preparing && !world.pools.empty()) return;
  std::vector<RiskPool> pools;
  if (parameters.risk.pooled) {
    pools.push_back({.first = 0,
                     .last = hoods.families,
                     .start = static_cast<Month>(parameters.programme.start),
                     .snapshots = {},
                     .learner = {},
                     .learnt_with = {},
                     .layout = {},
                     .group_places = {},
                     .approved = false});
  } else {
    for (std::size_t a = 0; a < authorities; ++a)
      pools.push_back({.first = hoods.first_family[a],
                       .last = hoods.first_family[a + 1],
                       .start = world.programmes[a].start,
                       .snapshots = {},
                       .learner = {},
                       .learnt_with = {},
                       .layout = {},
                       .group_places = {},
                       .approved = false});
  }
  if (pools.size() == world.pools.size())
    for (std::size_t p = 0; p < pools.size(); ++p)
      if (pools[p].start == world.pools[p].start) pools[p] = std::move(world.pools[p]);
  world.pools = std::move(pools);
}

}  // namespace streetlight::targeting
