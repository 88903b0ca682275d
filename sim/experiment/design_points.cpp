#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/core/elementary.hpp"
#include "sim/experiment/design.hpp"

namespace streetlight {

namespace {

/// The value of a parameter at the quantile `u`.
Value value_at(const DesignParameter& parameter, double u) {
  if (!parameter.is_range()) {
    const auto count = parameter.values.size();
    return parameter.values[std::min(count - 1, static_cast<std::size_t>(std::floor(u * static_cast<double>(count))))];
  }
  const double low = parameter.low, high = parameter.high;
  switch (parameter.scale) {
    case Scale::linear:
      return std::min(high, low + u * (high - low));
    case Scale::log:
      return std::clamp(low * exp_of(u * log_of(high / low)), low, high);
    case Scale::integer:
      break;
  }
  return static_cast<std::int64_t>(std::min(high, std::floor(low + u * (high - low + 1))));
}

}  // namespace

Settings DesignPoints::operator[](std::size_t point) const {
  EXPECT(point < size_);
  Settings settings;
  const auto quantiles = quantiles_ ? quantiles_(point) : std::vector<double>{};
  for (std::size_t d = 0; d < parameters_.size(); ++d) {
    const DesignParameter& parameter = parameters_[d];
    settings.insert_or_assign(
        parameter.key, quantiles_ ? value_at(parameter, quantiles[d]) : parameter.values[value_index_(point, d)]);
  }
  return settings;
}

}  // namespace streetlight
