#include "models/targeting/policy/costs.hpp"

#include <array>
#include <cmath>

#include "models/targeting/policy/running.hpp"

namespace streetlight::targeting {

void count_costs(World& world) {
  const auto& price = world.parameters.cost;
  const auto& first_family = world.society->neighbourhoods.first_family;
  constexpr std::array<std::uint16_t, 1> all{0};
  for (std::uint32_t a = 0; a + 1 < first_family.size(); ++a) {
    if (!programme_running(world, a)) continue;
    const double scale = static_cast<double>(first_family[a + 1] - first_family[a]) / 100000.0;
    const double fee = world.parameters.programme.operated_by == Operator::company ? price.vendor_month : 0.0;
    const double setup = world.programmes[a].set_up ? 0.0 : price.programme_setup;
    world.programmes[a].set_up = true;
    world.tally.add(world.tally.authorities() == 1 ? 0 : a, all, world.tally.column(Count::fixed_cost),
                    std::llround(scale * (setup + price.programme_month + fee)));
  }
}

}  // namespace streetlight::targeting
