#include "models/targeting/needs/need.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/core/elementary.hpp"
#include "sim/core/format.hpp"

namespace streetlight::targeting {

namespace {

/// Standard deviations of the set-points over which need may be spread: squares and products with slopes must stay in
/// the range of single precision.
constexpr double most_spread = 1e15;

}  // namespace

double stationary_sd(double reversion, double shock) {
  return shock / std::sqrt(reversion * (2.0 - reversion));  // 1 - (1 - reversion)^2 would cancel to 0
}

namespace {

/// The share of a standard normal above x >= 7.
double upper_tail(double x) {
  if (x > 37.0) return 0.0;
  double fraction = x;
  for (int k = 8; k >= 1; --k) fraction = x + k / fraction;
  return exp_of(-0.5 * x * x) * 0.3989422804014327 / fraction;
}

}  // namespace

double normal_cdf(double x) {
  if (x < -7.0) return upper_tail(-x);
  if (x > 7.0) return 1.0 - upper_tail(x);
  double term = x, sum = x;
  for (int k = 3; std::abs(term) > 1e-18; k += 2) sum += term *= x * x / k;
  return 0.5 + sum * exp_of(-0.5 * x * x) * 0.3989422804014327;
}

NeedScale need_scale(const NeedParameters& parameters, const AttributeModel& attributes) {
  // Mean and variance of the raw set-point over the expected population.
  const auto effect = attributes.sum_of(parameters.attributes);
  double mean = 0;
  std::map<double, double> centres;  // raw value without the spread -> its weight; profiles of equal effect share one
  for (const auto& node : normal_nodes()) {
    const auto p = attributes.probabilities(node.d);
    for (std::size_t k = 0; k < p.size(); ++k)
      centres[parameters.deprivation * node.d + effect[k]] += node.weight * p[k];
  }
  for (const auto& [raw, weight] : centres) mean += weight * raw;
  // In units of `unit`: only where squares would fall out of the range of numbers does it matter
  const auto variance_in = [&](double unit) {
    double sum = parameters.spread / unit * (parameters.spread / unit);
    for (const auto& [raw, weight] : centres) sum += weight * ((raw - mean) / unit) * ((raw - mean) / unit);
    return sum;
  };
  double largest = parameters.spread;
  for (const auto& [raw, weight] : centres) largest = std::max(largest, std::abs(raw));
  const double unit = largest > 0 && largest < 1e-100 ? largest : 1.0;
  double variance = variance_in(unit);
  // Effects that are the same for everyone leave a rounding error
  if (variance < 1e-28 * (largest / unit) * (largest / unit)) variance = 0;
  const double sd = variance > 0 ? unit * std::sqrt(variance) : 1.0;

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
  // Where need is spread widely, it lies beyond 20; a factor of two at a time finds out how far.
  double low = -20, high = 20;
  while (share_above(high) > parameters.prevalence && high < most_spread * 64) high *= 2;
  while (share_above(low) <= parameters.prevalence && low > -most_spread * 64) low *= 2;
  for (int step = 0; step < 48; ++step) {
    const double middle = 0.5 * (low + high);
    (share_above(middle) > parameters.prevalence ? low : high) = middle;
  }
  scale.threshold = static_cast<float>(0.5 * (low + high));
  scale.prevalence = share_above(static_cast<double>(scale.threshold));
  const double below = share_above(low), above = share_above(high);
  scale.nearest = std::abs(below - parameters.prevalence) < std::abs(above - parameters.prevalence) ? below : above;
  return scale;
}

std::optional<Complaint> objection_to(const NeedScale& scale, const NeedParameters& parameters) {
  if (!(static_cast<double>(scale.stationary_sd) <= most_spread))
    return Complaint{"need.reversion",
                     "= " + shortest(parameters.reversion) + " with need.shock = " + shortest(parameters.shock) +
                         " spreads need by " + shortest(stationary_sd(parameters.reversion, parameters.shock)) +
                         " standard deviations of its set-points, more than the " + shortest(most_spread) +
                         " that can be computed: raise need.reversion or lower need.shock"};
  const double asked = parameters.prevalence, got = scale.prevalence;
  if (!(std::abs(got - asked) <= 1e-3 * std::min(asked, 1.0 - asked) + 1e-9))
    return Complaint{"need.prevalence",
                     "= " + shortest(asked) + " cannot be met: the nearest threshold of need gives " +
                         shortest(scale.nearest) +
                         ", since too many families have the same need. Give need some spread (need.spread, "
                         "need.shock) or ask for that share"};
  return std::nullopt;
}

}  // namespace streetlight::targeting
