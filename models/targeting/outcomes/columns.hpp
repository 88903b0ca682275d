#pragma once
/// The panel's columns: name, unit, kind and meaning of each, and how a tally becomes a row.

#include <span>
#include <vector>

#include "models/targeting/outcomes/tally.hpp"
#include "models/targeting/parameters.hpp"
#include "sim/core/panel.hpp"

namespace streetlight::targeting {

std::vector<Column> panel_columns(const TargetingParameters& parameters);

/// Adds the month's counts of `tally` to `row`, [authority or all][group][column]; with authorities apart, row 0 is
/// their sum.
void add_to_row(const TargetingParameters& parameters, const Tally& tally, std::size_t groups, std::span<double> row);

}  // namespace streetlight::targeting
