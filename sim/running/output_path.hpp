#pragma once
/// Where a run's output goes, and whether it can go there: asked before anything is computed.

#include <filesystem>
#include <string>

namespace streetlight {

/// results/<name of the experiment file>.h5, with the suffix (a shard's, say) in the name if there is one.
std::filesystem::path default_output(const std::filesystem::path& experiment_file, const std::string& suffix);

/// Makes the folder of the default output. Throws InvalidInput when it cannot.
void make_folder_of(const std::filesystem::path& output);

/// Throws InvalidInput when no result can be written at `path` (see check_destination), or when it is something else
/// than a result of this program, which a finished run would replace.
void check_output_path(const std::filesystem::path& path);

/// The part of that which can be asked without the folder: whether it can be a result's name.
void check_result_name(const std::filesystem::path& path);

/// The first `size` bytes of a file, unpacked when it is compressed by gzip; what other outputs tell their own earlier
/// versions by. "" when there is no file or nothing in it, or when it is a device or a pipe.
/// Throws InvalidInput when the file cannot be read.
std::string beginning(const std::filesystem::path& path, unsigned size);

}  // namespace streetlight
