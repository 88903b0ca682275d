#pragma once
/// The seal of a finished file: 32 bytes after the end of the HDF5 data, which HDF5 readers do not look at,
/// with the size and checksum of everything before. A reader that finds it knows whether one byte of the
/// file has changed before it lets the HDF5 library, which trusts what it reads, near it.

#include <filesystem>

namespace streetlight {

enum class SealState {
  whole,   ///< the file is as it was written
  broken,  ///< its content has changed since
  absent,  ///< not sealed: written by another program, changed by one, or cut off
};

/// Appends the seal to an open file and makes it survive a power cut. Throws std::runtime_error.
void seal(int file);
/// Whether there is a seal at the end, whatever it says: a file of this program, as nobody else leaves it.
/// Throws std::runtime_error when the file cannot be read.
bool has_seal(const std::filesystem::path& path);
/// Reads the whole file. Throws std::runtime_error when it cannot be read.
SealState inspect_seal(const std::filesystem::path& path);
/// The same of a file that is open for reading; `path` is for messages.
SealState inspect_seal(int file, const std::filesystem::path& path);

}  // namespace streetlight
