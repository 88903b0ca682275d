#include "models/targeting/risk/metrics/confusion.hpp"

#include "sim/core/check.hpp"

namespace streetlight::targeting {

Confusion confusion(std::span<const std::uint8_t> flags, std::span<const std::uint8_t> labels,
                    std::span<const float> weights, std::span<const std::uint8_t> member) {
  const std::size_t n = flags.size();
  EXPECT(labels.size() == n && (weights.empty() || weights.size() == n) && (member.empty() || member.size() == n));
  double cells[2][2] = {};
  for (std::size_t i = 0; i < n; ++i) {
    if (!member.empty() && member[i] == 0) continue;
    cells[flags[i] != 0][labels[i] != 0] += weights.empty() ? 1.0 : static_cast<double>(weights[i]);
  }
  return {cells[1][1], cells[1][0], cells[0][1], cells[0][0]};
}

double chouldechova_residual(const Confusion& table) {
  const double p = table.prevalence();
  const double ppv = table.positive_predictive_value();
  return table.false_positive_rate() - p / (1 - p) * ((1 - ppv) / ppv) * (1 - table.false_negative_rate());
}

}  // namespace streetlight::targeting
