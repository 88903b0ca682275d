#pragma once
/// A run by name: SCENARIO/POINT/REPLICATE, the last two counted from 0.

#include <string>
#include <vector>

#include "sim/core/panel.hpp"

namespace streetlight {

std::string run_name(const RunKey& key, const std::vector<std::string>& scenarios);

/// The run that `name` names. Throws InvalidInput.
RunKey run_of_name(const std::string& name, const PanelShape& shape);

/// A list of runs to print: a line each, indented, the first dozen of them and how many more there are.
std::string run_list(const std::vector<RunKey>& runs, const std::vector<std::string>& scenarios);

/// `text` as one word of a shell, on one line: where it holds control characters, as $'a\012b' (bash, zsh, ksh).
std::string shell_quoted(const std::string& text);

}  // namespace streetlight
