#include "models/targeting/policy/costs.hpp"

#include <array>
#include <cmath>

#include "models/targeting/policy/running.hpp"

namespace streetlight::targeting {

namespace {

/// The month's part of a yearly price, for an authority of so many families: cut so that any twelve months in a row add
/// up to the year's price, pound for pound.
std::int64_t part_of_year(const CostParameters& price, double families, double all_families, Month month) {
  const double share = price.programme_year_for == YearlyPrice::family ? families : families / all_families;
  const auto paid_before = [&](Month end) { return std::llround(*price.programme_year * share * end / 12.0); };
  return paid_before(month + 1) - paid_before(month);
}

}  // namespace

void count_costs(World& world) {
  const auto& price = world.parameters.cost;
  const auto& first_family = world.society->neighbourhoods.first_family;
  constexpr std::array<std::uint16_t, 1> all{0};
  for (std::uint32_t a = 0; a + 1 < first_family.size(); ++a) {
    if (!programme_running(world, a)) continue;
    const double families = static_cast<double>(first_family[a + 1] - first_family[a]), scale = families / 100000.0;
    const double fee = world.parameters.programme.operated_by == Operator::company ? price.vendor_month : 0.0;
    const double setup = world.programmes[a].set_up ? 0.0 : price.programme_setup;
    world.programmes[a].set_up = true;
    const std::int64_t cost =
        price.programme_year ? std::llround(scale * (setup + fee)) +
                                   part_of_year(price, families, static_cast<double>(first_family.back()), world.month)
                             : std::llround(scale * (setup + price.programme_month + fee));
    world.tally.add(world.tally.authorities() == 1 ? 0 : a, all, world.tally.column(Count::fixed_cost), cost);
  }
}

}  // namespace streetlight::targeting
