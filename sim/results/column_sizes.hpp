#pragma once
/// How large things are in a column: what one event adds to it, and from which size on a difference matters.

#include <string>

#include "sim/core/panel.hpp"

namespace streetlight {

/// What one event (a visit, a harm, one more in need) adds at most: 1 in counts, a price in money. 0 when nobody knows.
/// Prices are those of the model's defaults, rounded up. Of a ratio: what it adds to the numerator.
double one_event(const PanelShape& shape, std::size_t column);

/// The smallest difference that matters, as a share of the baseline or in the column's own unit.
struct Margin {
  double size = 0;  ///< 0: none
  bool of_baseline = false;
};

/// The default (grade: choice): 2 % of the baseline for counts, money and prevalences, a percentage point for other
/// shares, 0.05 for log-odds, 0.1 for ratios to everyone.
Margin usual_margin(const Column& column);
/// The same kind of margin with another size.
Margin margin_of(const Column& column, double size);

enum class Size { unknown, negligible, small, large };
inline constexpr const char* size_words[] = {"", "negligible", "small", "large"};  ///< in the order of Size

/// Below the margin a difference is negligible, from `large_from` margins on it is large.
inline constexpr double large_from = 4;
Size size_of(double difference, double margin);

/// "2 % of the baseline", "0.05 log-odds".
std::string to_text(const Margin& margin, const std::string& unit);

}  // namespace streetlight
