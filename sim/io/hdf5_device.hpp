#pragma once
/// The files of the HDF5 library, read and written by us: a driver in the library's own sense. It works on a
/// descriptor, so that no file is reached by its name twice, and it remembers the first thing that went wrong. The
/// library itself passes over a failed read or write at many points (when it empties a cache, when an object is
/// destroyed), and crashes after it in others. Private to sim/io.

#include <hdf5.h>

#include <filesystem>

namespace streetlight {

/// Makes files that are opened with the property list `access` go through this driver. `file`: a descriptor that the
/// driver makes a copy of. No file is opened by its name. Negative on failure, as the library's own.
herr_t use_own_device(hid_t access, int file);

/// The system's reason (errno) for the first read, write or close that has failed since it was last asked; 0 when none
/// has. After a failed write nothing more is written to that file, and the library is told that all is well.
int take_device_error();

/// Throws InvalidInput when such an error has come up: `path` cannot be read, whatever the library made of it.
void check_device(const std::filesystem::path& path);

}  // namespace streetlight
