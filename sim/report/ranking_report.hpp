#pragma once
/// A ranking as text.

#include <string>
#include <vector>

#include "sim/report/text_table.hpp"
#include "sim/results/ranking.hpp"

namespace streetlight {

/// A line a scenario, for the terminal or as a Markdown table.
std::string ranking_text(const RunSource& panel, const ComparisonRequest& request,
                         const std::vector<RankedColumn>& columns, const std::vector<Limit>& limits,
                         const std::vector<RankedScenario>& ranking, TextForm form);

}  // namespace streetlight
