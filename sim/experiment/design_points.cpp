#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/core/elementary.hpp"
#include "sim/experiment/design.hpp"

namespace streetlight {

namespace {

std::uint64_t bits_of(double number) { return std::bit_cast<std::uint64_t>(number); }

}  // namespace

std::uint64_t DesignPoints::stored(const DesignParameter& parameter, double u) {
  if (!parameter.is_range()) {
    const auto count = parameter.values.size();
    return std::min(count - 1, static_cast<std::size_t>(std::floor(u * static_cast<double>(count))));
  }
  const double low = parameter.low, high = parameter.high;
  switch (parameter.scale) {
    case Scale::linear:
      return bits_of(std::min(high, low + u * (high - low)));
    case Scale::log:
      return bits_of(std::clamp(low * exp_of(u * log_of(high / low)), low, high));
    case Scale::integer:
      return bits_of(std::min(high, std::floor(low + u * (high - low + 1))));
  }
  return 0;
}

Settings DesignPoints::operator[](std::size_t point) const {
  EXPECT(point < size_);
  Settings settings;
  for (std::size_t d = 0; d < parameters_.size(); ++d) {
    const DesignParameter& parameter = parameters_[d];
    const std::uint64_t stored = values_[point * parameters_.size() + d];
    const auto number = std::bit_cast<double>(stored);
    settings.insert_or_assign(parameter.key, !parameter.is_range() ? parameter.values[stored]
                                             : parameter.scale == Scale::integer
                                                 ? Value{static_cast<std::int64_t>(number)}
                                                 : Value{number});
  }
  return settings;
}

}  // namespace streetlight
