#pragma once
/// Fixed costs of the programme: set-up in its first month, running cost every month, scaled to an authority's
/// families. They are counted for all families together, since they belong to no group. What depends on counts
/// (contacts, visits, support, cases, harm) is priced when the panel row is made (outcomes/columns.cpp).

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

void count_costs(World& world);

}  // namespace streetlight::targeting
