#pragma once
/// Which of the program's files a TOML file is, by the keys that only its kind has: so that a file given to the wrong
/// command is called what it is.

#include <filesystem>
#include <string>

#include "sim/io/toml_document.hpp"

namespace streetlight {

enum class TomlKind { experiment, calibration, targets, worlds, unknown };

TomlKind kind_of(const TomlDocument& document);

/// Of a file; unknown also for one that is no TOML.
TomlKind kind_of_file(const std::filesystem::path& path);

/// "a calibration".
std::string name_of(TomlKind kind);

/// "streetlight calibrate reads it": what can be done with such a file.
std::string use_of(TomlKind kind);

/// Throws ConfigErrors when the file is of another kind, and known to be.
void refuse_other_kind(const TomlDocument& document, TomlKind wanted);

}  // namespace streetlight
