#pragma once
/// Differences between groups, from one table of counts a group. Groups in which a rate does not exist are passed over;
/// with fewer than two left, there is no difference to report: NaN.

#include <span>

#include "models/targeting/risk/metrics/confusion.hpp"

namespace streetlight::targeting {

/// Lowest flag rate over highest flag rate.
double disparate_impact(std::span<const Confusion> groups);

/// Highest true-positive rate minus lowest (Hardt, Price and Srebro 2016).
double equal_opportunity_gap(std::span<const Confusion> groups);

/// The larger of the gaps in true-positive rate and in false-positive rate (ibid.).
double equalised_odds_gap(std::span<const Confusion> groups);

}  // namespace streetlight::targeting
