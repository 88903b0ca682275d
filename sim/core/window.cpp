#include "sim/core/window.hpp"

#include <limits>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
}

double gather(ColumnKind kind, std::span<const double> values) {
  EXPECT(kind == ColumnKind::flow || kind == ColumnKind::stock);
  if (values.empty()) return nothing;
  double sum = 0;
  for (const double value : values) sum += value;
  return kind == ColumnKind::flow ? sum : sum / static_cast<double>(values.size());
}

double gather_ratio(double numerator, double denominator) {
  return denominator == 0 ? nothing : numerator / denominator;
}

}  // namespace streetlight
