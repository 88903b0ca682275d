#pragma once
/// Where the content of an HDF5 file is. A file can say that a part of it is in another one, or must be unpacked by a
/// library that HDF5 would load: what a stranger's file names is neither opened nor loaded. Private to sim/io.

#include <H5Cpp.h>

namespace streetlight {

/// Throws InvalidInput, naming the part, when anything in the file is a link that is not simply a name in it, is stored
/// outside or put together from other files, or needs a filter that HDF5 itself does not have.
void check_all_is_inside(const H5::H5File& file);

}  // namespace streetlight
