#include "models/targeting/needs/need.hpp"

#include <cmath>
#include <map>

#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

double stationary_sd(double reversion, double shock) {
  const double kept = 1.0 - reversion;
  return shock / std::sqrt(1.0 - kept * kept);
}

double normal_cdf(double x) {
  if (x < -7.0) return 0.0;
  if (x > 7.0) return 1.0;
  double term = x, sum = x;
  for (int k = 3; std::abs(term) > 1e-18; k += 2) sum += term *= x * x / k;
  return 0.5 + sum * exp_of(-0.5 * x * x) * 0.3989422804014327;
}

NeedScale need_scale(const NeedParameters& parameters, const AttributeModel& attributes) {
  // Mean and variance of the raw set-point over the expected population.
  const auto effect = attributes.sum_of(parameters.attributes);
  double mean = 0, square = 0;
  std::map<double, double> centres;  // raw value without the spread -> its weight; profiles of equal effect share one
  for (const auto& node : normal_nodes()) {
    const auto p = attributes.probabilities(node.d);
    for (std::size_t k = 0; k < p.size(); ++k)
      centres[parameters.deprivation * node.d + effect[k]] += node.weight * p[k];
  }
  for (const auto& [raw, weight] : centres) {
    mean += weight * raw;
    square += weight * raw * raw;
  }
  const double variance = square - mean * mean + parameters.spread * parameters.spread;
  const double sd = variance > 0 ? std::sqrt(variance) : 1.0;

  NeedScale scale;
  scale.deprivation = static_cast<float>(parameters.deprivation / sd);
  scale.spread = static_cast<float>(parameters.spread / sd);
  for (double part : effect) scale.profile.push_back(static_cast<float>((part - mean) / sd));
  const double around = stationary_sd(parameters.reversion, parameters.shock);
  scale.stationary_sd = static_cast<float>(around);

  // The threshold: bisection on the mixture's upper tail.
  const double spread = parameters.spread / sd, width = std::sqrt(spread * spread + around * around);
  const auto share_above = [&](double threshold) {
    double share = 0;
    for (const auto& [raw, weight] : centres) {
      const double centre = (raw - mean) / sd;
      share += weight * (width > 0 ? normal_cdf((centre - threshold) / width) : (centre >= threshold ? 1.0 : 0.0));
    }
    return share;
  };
  double low = -20, high = 20;
  for (int step = 0; step < 48; ++step) {
    const double middle = 0.5 * (low + high);
    (share_above(middle) > parameters.prevalence ? low : high) = middle;
  }
  scale.threshold = static_cast<float>(0.5 * (low + high));
  return scale;
}

}  // namespace streetlight::targeting
