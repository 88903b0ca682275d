#pragma once
/// What a result file says of a column beside its numbers, in the order of the file: the attributes of its variable
/// without the fill value. Whoever shows a result without a file says the same.

#include <string>
#include <utility>
#include <vector>

#include "sim/core/panel.hpp"

namespace streetlight {

/// Name and text; those without a text are left out.
std::vector<std::pair<std::string, std::string>> panel_attributes(const Column& column);

}  // namespace streetlight
