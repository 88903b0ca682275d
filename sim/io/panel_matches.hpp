#pragma once
/// The group `/matches` of a panel file: for each scenario with a match and each design point, the value that was found
/// and what it was found by. Experiments without a match have no such group. Private to sim/io.

#include <H5Cpp.h>

#include <span>
#include <vector>

#include "sim/io/panel_netcdf.hpp"
#include "sim/results/provenance.hpp"

namespace streetlight {

inline constexpr auto matches_group = "matches";

/// Writes one variable a field over the dimension `match`. Writes nothing when there are no matches.
void write_matches(const H5::H5File& file, std::span<const MatchRecord> matches, netcdf::Dimensions& dimensions);

/// What write_matches wrote; nothing for a file without the group. Throws InvalidInput when its variables differ in
/// length.
std::vector<MatchRecord> read_matches(const H5::H5File& file);

}  // namespace streetlight
