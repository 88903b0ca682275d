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

/// Appends the seal and makes the file survive a power cut. Throws std::runtime_error.
void seal(const std::filesystem::path& path);
/// Whether there is a seal at the end, whatever it says: a file of this program, as nobody else leaves it.
/// Throws std::runtime_error when the file cannot be read.
bool has_seal(const std::filesystem::path& path);
/// Reads the whole file. Throws std::runtime_error when it cannot be read.
SealState inspect_seal(const std::filesystem::path& path);

/// Makes what has happened to the name `path` (made, replaced) survive a power cut, where the file system can.
void sync_folder(const std::filesystem::path& path);
/// Renames `from` to `to`, replacing it at once, so that the change survives a power cut.
void replace_durably(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace streetlight
