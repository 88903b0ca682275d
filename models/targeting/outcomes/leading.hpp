#pragma once
/// The columns that reports take where nobody names any.

#include <vector>

#include "sim/core/panel.hpp"

namespace streetlight::targeting {

/// Marks them in the model's list of columns.
void mark_leading(std::vector<Column>& columns);

}  // namespace streetlight::targeting
