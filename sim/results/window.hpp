#pragma once
/// A column over a window of time, gathered as the engine gathers months into intervals: the result is what the
/// panel would have held if the window had been one interval. Values are one an interval, in order; `parts` says how
/// much of a whole interval each is (PanelShape::part).

#include <span>

#include "sim/core/panel.hpp"

namespace streetlight {

/// Flow: the sum. Stock: the mean over time. NaN when any value is NaN or there is none. EXPECTs a flow or a stock.
double gather(ColumnKind kind, std::span<const double> values, std::span<const double> parts);

/// Numerator over denominator, both gathered; NaN when the denominator is 0.
double gather_ratio(double numerator, double denominator);

}  // namespace streetlight
