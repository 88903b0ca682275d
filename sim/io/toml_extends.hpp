#pragma once
/// `extends = "other.toml"`: a file takes everything from another one and changes some of it. What the later file
/// says wins, key by key. Two things are replaced whole, because a mixture would be neither file's
/// meaning: the members of tables named in `whole_members` ([groups]: a group redefined has only its new
/// conditions, and one set to false is taken away), and arrays of tables (the [[scenario]] list of the later file
/// stands for itself) unless the later file asks for both by the switch in `append_switches` (`extends_scenarios =
/// true`).

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/io/toml_document.hpp"

namespace streetlight {

struct ExtendRules {
  std::vector<std::string> whole_members;
  std::map<std::string, std::string> append_switches;  ///< array of tables -> the switch that appends to it
  /// Called with what a file extends and the file, before they are put together; throws what is not allowed.
  std::function<void(const TomlDocument& earlier, const TomlDocument& later)> check{};
};

/// The file at `path` with all that it extends, each entry with its position in the file it came from. Throws
/// ConfigErrors when a file is missing, unreadable or no TOML, or when the chain closes a circle.
TomlDocument read_toml_with_extends(const std::filesystem::path& path, const ExtendRules& rules);

/// The same for text that is in no file; it is called `name`, and what it extends is relative to the folder of that.
TomlDocument toml_with_extends(const std::string& text, const std::filesystem::path& name, const ExtendRules& rules);

/// `later` over `earlier`.
TomlDocument merged(TomlDocument earlier, const TomlDocument& later, const ExtendRules& rules);

}  // namespace streetlight
