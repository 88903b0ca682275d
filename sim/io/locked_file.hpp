#pragma once
/// A file that one process writes at a time.

#include <filesystem>

namespace streetlight {

/// Opens `path` for reading and writing, makes it when it is not there, and locks it until it is closed. Gives the
/// descriptor. Throws InvalidInput when it cannot be made, when a living process holds it, or when a link or something
/// else than a file has this name.
int open_locked(const std::filesystem::path& path);

}  // namespace streetlight
