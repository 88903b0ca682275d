#pragma once
/// Where a run's output goes, and whether it can go there: asked before anything is computed.

#include <filesystem>
#include <string>

namespace streetlight {

/// results/<name of the experiment file>.h5, with the shard in the name if there is one.
std::filesystem::path default_output(const std::filesystem::path& experiment_file, const std::string& shard_suffix);

/// Throws InvalidInput when the folder of `path` is missing or cannot be written, or when `path` is something else than
/// a result file, which a finished run would replace.
void check_output_path(const std::filesystem::path& path);

}  // namespace streetlight
