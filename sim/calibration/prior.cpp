#include "sim/calibration/prior.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/core/format.hpp"

namespace streetlight {

namespace {

constexpr int digits_of_values = 6;

double on_scale(PriorScale scale, double x) {
  switch (scale) {
    case PriorScale::linear:
      return x;
    case PriorScale::log:
      return std::log(x);
    case PriorScale::logit:
      break;
  }
  return std::log(x / (1 - x));
}

double from_scale(PriorScale scale, double z) {
  switch (scale) {
    case PriorScale::linear:
      return z;
    case PriorScale::log:
      return std::exp(z);
    case PriorScale::logit:
      break;
  }
  return 1 / (1 + std::exp(-z));
}

}  // namespace

double Prior::value_at(double u) const {
  const double a = on_scale(scale, low), b = on_scale(scale, high);
  return std::clamp(from_scale(scale, a + u * (b - a)), low, high);
}

double Prior::share_below(double value) const {
  if (value <= low) return 0;
  if (value >= high) return 1;
  const double a = on_scale(scale, low), b = on_scale(scale, high);
  return std::clamp((on_scale(scale, value) - a) / (b - a), 0.0, 1.0);
}

std::vector<double> values_at(const std::vector<Prior>& priors, const CubePoint& point) {
  EXPECT(point.size() == priors.size());
  std::vector<double> values(point.size());
  for (std::size_t j = 0; j < point.size(); ++j) values[j] = priors[j].value_at(point[j]);
  return values;
}

std::vector<double> rounded_values_at(const std::vector<Prior>& priors, const CubePoint& point) {
  std::vector<double> values = values_at(priors, point);
  for (std::size_t j = 0; j < values.size(); ++j) {
    const double size = std::abs(values[j]);
    if (size == 0) continue;
    const double step = std::pow(10.0, digits_of_values - 1 - std::floor(std::log10(size)));
    values[j] = std::clamp(std::round(values[j] * step) / step, priors[j].low, priors[j].high);
  }
  return values;
}

std::string objection_to(const Prior& prior) {
  if (!std::isfinite(prior.low) || !std::isfinite(prior.high)) return "must have two finite ends";
  if (!(prior.low < prior.high))
    return "must go from low to high, not from " + shortest(prior.low) + " to " + shortest(prior.high);
  if (prior.scale == PriorScale::log && prior.low <= 0)
    return "must be above 0, since its scale is log, and begins at " + shortest(prior.low);
  if (prior.scale == PriorScale::logit && (prior.low <= 0 || prior.high >= 1))
    return "must lie between 0 and 1 without these ends, since its scale is logit";
  return "";
}

}  // namespace streetlight
