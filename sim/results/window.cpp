#include "sim/results/window.hpp"

#include "sim/core/check.hpp"
#include "sim/results/missing.hpp"

namespace streetlight {

double gather(ColumnKind kind, std::span<const double> values, std::span<const double> parts) {
  EXPECT(kind == ColumnKind::flow || kind == ColumnKind::stock);
  EXPECT(values.size() == parts.size());
  if (values.empty()) return missing;
  double sum = 0, whole = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += kind == ColumnKind::flow ? values[i] : values[i] * parts[i];
    whole += parts[i];
  }
  return kind == ColumnKind::flow ? sum : sum / whole;
}

double gather_ratio(double numerator, double denominator) {
  return denominator == 0 ? missing : numerator / denominator;
}

}  // namespace streetlight
