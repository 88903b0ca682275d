#pragma once
/// The columns that a report takes where nobody names any. A model marks them (Column::leading), and a result file
/// keeps the marks.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/panel.hpp"

namespace streetlight {

/// Those with a rank in this list that the panel has, by their ranks: leading_columns(shape, &Leading::compared, 13).
/// Where the panel has none of them, its first ones that can be gathered, at most `otherwise`.
std::vector<std::size_t> leading_columns(const PanelShape& shape, std::uint8_t Leading::*list, std::size_t otherwise);

/// Those that attributions lead with; without ratios relative to "all" where only "all" is asked for (`groups`, by
/// index), since they are 1 there whatever happens. Without groups: all of them.
std::vector<std::size_t> columns_to_explain(const PanelShape& shape, const std::vector<std::size_t>& groups = {});

/// "compared=2 judged=1 explained=4 better=less"; empty for a column that leads nowhere.
std::string leading_text(const Leading& leading);
/// Reads it back. What it does not know it leaves out.
Leading leading_of(std::string_view text);

}  // namespace streetlight
