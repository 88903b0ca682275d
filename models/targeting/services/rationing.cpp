#include "models/targeting/services/rationing.hpp"

#include <algorithm>
#include <cmath>

#include "models/targeting/policy/running.hpp"

namespace streetlight::targeting {

void ration_services(World& world) {
  if (!seats_are_limited(world)) return;
  auto& families = world.families;
  const auto& hoods = world.society->neighbourhoods;
  struct Ticket {
    std::uint32_t word, family;
    bool operator<(const Ticket& other) const { return word != other.word ? word < other.word : family < other.family; }
  };
  const auto early_help = world.parameters.services.index_of("early_help");
  for (std::size_t s = 0; s < world.rates.services.size(); ++s) {
    if (!(world.rates.limited_services >> s & 1U)) continue;
    world.blocks->for_each(hoods.authorities(), [&](std::size_t authority) {
      // Contacts wanted, each with its ticket in the lottery.
      const std::uint32_t first = hoods.first_family[authority], last = hoods.first_family[authority + 1];
      std::vector<Ticket> wanted;
      for (std::uint32_t i = first; i < last; ++i)
        if (families.contacts[i] >> s & 1U)
          wanted.push_back({world.words(Draw::contact_seat, i, static_cast<std::uint32_t>(s / 4))[s % 4], i});

      double capacity = *world.parameters.services.list[s].capacity * (last - first) / 1000.0;
      if (s == early_help && programme_running(world, static_cast<std::uint32_t>(authority)))
        capacity *= 1.0 - world.parameters.programme.cost_from_early_help;
      const double rounding =
          uniform_double(world.streams.words({static_cast<std::uint32_t>(authority), 0, world.month,
                                              purpose(Draw::seats), 1 + static_cast<std::uint32_t>(s)})[0]);
      const auto seats = static_cast<std::size_t>(std::floor(capacity + rounding));
      if (wanted.size() <= seats) return;

      // The lowest tickets go in; the others are turned away as if they had not come.
      std::nth_element(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(seats), wanted.end());
      for (std::size_t k = seats; k < wanted.size(); ++k) {
        families.contacts[wanted[k].family] &= ~(1U << s);
        families.concerns[wanted[k].family] &= ~(1U << s);
        families.events[wanted[k].family] |= turned_away;
      }
    });
  }
}

}  // namespace streetlight::targeting
