#pragma once
/// What can be seen of every family between months, and what of it can be changed by hand (the model's part of
/// sim/experiment/entity_state.hpp). Events, contacts and flags are those of the month that has just ended.

#include <span>
#include <vector>

#include "models/targeting/world.hpp"
#include "sim/experiment/entity_state.hpp"

namespace streetlight::targeting {

std::vector<StateColumn> family_columns(const World& world);
void read_family_column(const World& world, std::size_t column, std::span<double> out);
void write_family_column(World& world, std::size_t column, std::span<const double> values);

}  // namespace streetlight::targeting
