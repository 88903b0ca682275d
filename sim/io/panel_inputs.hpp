#pragma once
/// The group `/inputs` of a panel file: the files that the runs read beside the experiment file, with size and
/// checksum. Experiments without such files have no such group. Private to sim/io.

#include <H5Cpp.h>

#include <span>
#include <vector>

#include "sim/io/panel_netcdf.hpp"
#include "sim/results/provenance.hpp"

namespace streetlight {

inline constexpr auto inputs_group = "inputs";

/// Writes one variable a field over the dimension `input`. Writes nothing when there are no inputs.
void write_inputs(const H5::H5File& file, std::span<const InputRecord> inputs, netcdf::Dimensions& dimensions);

/// What write_inputs wrote; nothing for a file without the group. Throws InvalidInput when its variables differ in
/// length.
std::vector<InputRecord> read_inputs(const H5::H5File& file);

}  // namespace streetlight
