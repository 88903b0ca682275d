#pragma once
/// The sampled families: the same homes in every scenario (family k of n is the first of the k-th n-th of all), month
/// by month, for teaching. A home whose family leaves goes on with the next: the column generation tells them apart.

#include <vector>

#include "models/targeting/world.hpp"
#include "sim/core/panel.hpp"

namespace streetlight::targeting {

std::vector<std::uint32_t> sampled_families(std::int64_t families, std::int64_t sample);
TableShape sampled_table();
/// Appends a row for each of world.followed.
void append_sampled(const World& world, Month month, std::vector<double>& rows);

}  // namespace streetlight::targeting
