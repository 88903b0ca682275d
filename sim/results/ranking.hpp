#pragma once
/// Scenarios put in an order by several outcomes and held to limits: who did best on the whole, as in a competition of
/// policies under a budget.
///
/// Each outcome gives every scenario a rank by its mean difference from the baseline (equal differences share the
/// better rank); the order is by the sum of ranks. That is Borda's rule, and it has its known property: a further
/// entry can change the order of the others. Limits, too, are held to mean differences. Whether the interval says the
/// same of a limit, and whether there is one behind a rank, is told beside them.

#include <string>
#include <vector>

#include "sim/results/comparison.hpp"

namespace streetlight {

/// "harm" or "harm:least": less is better; "trust:most": more is.
struct RankedColumn {
  std::size_t column = 0;
  bool most = false;
};

/// "cost=11e6": the scenario's difference from the baseline may not be above it.
struct Limit {
  std::size_t column = 0;
  double at_most = 0;
};

/// Throw InvalidInput on an unknown column, on words other than least and most, or on a limit that is not a number.
RankedColumn ranked_column(const std::string& text, const PanelShape& shape);
Limit limit_of(const std::string& text, const PanelShape& shape);
/// The same for another option whose words are a column, '=' and a number.
Limit number_of_column(const std::string& text, const PanelShape& shape, const std::string& option,
                       const std::string& example);

/// How a scenario's difference stands to a limit.
struct LimitKept {
  bool kept = false;     ///< by the mean
  bool certain = false;  ///< the whole interval lies on that side of the limit
};

/// One scenario of the ranking.
struct RankedScenario {
  std::size_t scenario = 0;
  std::vector<ComparisonRow> outcomes;  ///< of the ranked columns, in their order
  std::vector<ComparisonRow> held;      ///< of the limits' columns, in their order
  std::vector<LimitKept> limits;        ///< in their order
  std::vector<std::size_t> ranks;       ///< by outcome, from 1; empty when out of the competition
  std::size_t points = 0;               ///< sum of the ranks
  std::size_t rank = 0;                 ///< in the whole, from 1; 0 when out of the competition
  bool within = true;                   ///< no limit is exceeded, and every outcome has a value
  bool within_is_certain = false;       ///< beyond the chance that intervals leave

  /// Whether the difference behind a rank has an interval.
  bool has_interval(std::size_t outcome) const { return outcomes[outcome].result.half_width.has_value(); }
};

/// Best first; those beyond a limit, or without a value, last. `request` names the baseline, the scenarios, one
/// point, one group and the window; its columns are ignored. Throws InvalidInput with several points or groups.
std::vector<RankedScenario> rank_panel(const RunSource& panel, ComparisonRequest request,
                                       const std::vector<RankedColumn>& columns, const std::vector<Limit>& limits);

}  // namespace streetlight
