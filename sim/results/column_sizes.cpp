#include "sim/results/column_sizes.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/core/format.hpp"
#include "sim/results/run_window.hpp"

namespace streetlight {

namespace {

/// Of money, by column; otherwise the dearest event there is, harm to a child.
double price_in(const Column& column) {
  static const std::map<std::string, double> prices{{"cost_contacts", 400},
                                                    {"cost_visits", 1'700},  // a visit and a finding
                                                    {"cost_support", 3'000},
                                                    {"cost_cases", 12'450},  // fifteen months
                                                    {"income", 1'800}};
  const auto found = prices.find(column.name);
  return found == prices.end() ? 30'000 : found->second;
}

double one_event_of(const Column& column) {
  if (column.unit == "GBP") return price_in(column);
  if (column.type == ColumnType::count || column.unit == "log-odds" || column.unit == "sd") return 1;
  return 0;
}

}  // namespace

double one_event(const PanelShape& shape, std::size_t column) {
  return one_event_of(shape.columns[parts_of(shape, column).front()]);
}

Margin usual_margin(const Column& column) {
  const bool ratio = column.kind == ColumnKind::ratio || column.kind == ColumnKind::relative;
  if (column.unit == "log-odds") return ratio ? Margin{0.05, false} : Margin{};
  if (column.kind == ColumnKind::relative) return {0.1, false};
  if (column.name == "need_mean") return {0.01, false};  // it may be 0 or below
  if (!ratio || column.name.starts_with("prevalence")) return {0.02, true};
  return column.unit == "share" ? Margin{0.01, false} : Margin{0.02, true};
}

Margin margin_of(const Column& column, double size) { return {size, usual_margin(column).of_baseline}; }

Size size_of(double difference, double margin) {
  if (!(margin > 0) || std::isnan(difference)) return Size::unknown;
  const double size = std::abs(difference);
  return size < margin ? Size::negligible : size < large_from * margin ? Size::small : Size::large;
}

std::string to_text(const Margin& margin, const std::string& unit) {
  if (margin.of_baseline) return shortest(100 * margin.size) + " % of the baseline";
  return shortest(margin.size) + (unit.empty() || unit == "1" ? "" : " " + unit);
}

}  // namespace streetlight
