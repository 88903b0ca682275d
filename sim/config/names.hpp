#pragma once
/// Names that users choose: of scenarios, groups, services and the like. They end up in tables, figure labels and file
/// paths, and people tell them apart by how they look.

#include <map>
#include <optional>
#include <string>

#include "sim/io/diagnostics.hpp"
#include "sim/io/toml_document.hpp"

namespace streetlight {

class ParameterTable;

/// What is wrong with a name, to follow "scenario name"; nothing when it will do.
std::optional<std::string> name_objection(const std::string& name);

/// Names of one kind, no two of which may look the same (one with a Cyrillic letter, or an accent in two pieces).
class DistinctNames {
 public:
  /// `what` begins a message: "scenario name". `where` is empty for a name that the program itself has.
  void add(const std::string& what, const std::string& name, const Position& where, Diagnostics& errors);

 private:
  std::map<std::string, std::map<std::string, Position>> known_;  // by skeleton
};

/// Checks names that stand in the model's keys (services.NAME.reach) and in its lists of texts.
void check_names_in_keys(const TomlDocument& document, const ParameterTable& model_table,
                         const ParameterTable& file_table, Diagnostics& errors);

}  // namespace streetlight
