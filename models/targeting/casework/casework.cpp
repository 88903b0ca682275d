#include "models/targeting/casework/casework.hpp"

#include "models/targeting/casework/referrals.hpp"
#include "models/targeting/casework/visits.hpp"

namespace streetlight::targeting {

void do_casework(World& world, const std::vector<Flagged>& flagged) {
  by_block(world, close_cases);
  const auto referred = refer_families(world);
  const auto followed = review_flags(world, flagged);
  std::vector<std::size_t> programme_visits(world.programmes.size(), 0);
  for (const auto family : followed) ++programme_visits[world.authority_of(family)];
  visit_families(world, screen_referrals(world, referred, programme_visits), followed);
}

}  // namespace streetlight::targeting
