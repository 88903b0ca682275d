#pragma once
/// The group `/parameters` of a panel file: what each parameter is, how sure its default is, and who says so. It
/// lets a reader of the file list the assumptions behind a result without the program. Private to sim/io.

#include <H5Cpp.h>

#include <span>
#include <vector>

#include "sim/io/panel_netcdf.hpp"
#include "sim/results/provenance.hpp"

namespace streetlight {

/// Writes one text variable a field over the dimension `parameter`. Writes nothing when there are no parameters.
void write_parameters(const H5::H5File& file, std::span<const ParameterRecord> parameters,
                      netcdf::Dimensions& dimensions);

/// What write_parameters wrote; nothing for a file without the group. Throws InvalidInput when its variables differ
/// in length.
std::vector<ParameterRecord> read_parameters(const H5::H5File& file);

}  // namespace streetlight
