#include "models/targeting/needs/need.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>

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

/// Standard deviations beyond which the series would lose the tail's relative precision.
constexpr double far_out = 4.0;

/// The share of a standard normal above x >= far_out.
double upper_tail(double x) {
  if (x > 37.0) return 0.0;
  double fraction = x;
  for (int k = x < 7.0 ? 40 : 12; k >= 1; --k) fraction = x + k / fraction;
  return exp_of(-0.5 * x * x) * 0.3989422804014327 / fraction;
}

}  // namespace

double normal_cdf(double x) {
  if (x < -far_out) return upper_tail(-x);
  if (x > far_out) return 1.0 - upper_tail(x);
  double term = x, sum = x;
  for (int k = 3; std::abs(term) > 1e-18; k += 2) sum += term *= x * x / k;
  return 0.5 + sum * exp_of(-0.5 * x * x) * 0.3989422804014327;
}

namespace {

/// Raw set-point without the spread -> its weight, at one node of deprivation or at all of them; profiles of equal
/// effect share one.
using Centres = std::map<double, double>;

/// Need in the long run without help, in standard deviations of the set-points: a mixture of normals.
class Mixture {
 public:
  /// `slope`: of need in deprivation, whose nodes the centres stand for.
  Mixture(const Centres& centres, double mean, double sd, double width, double slope)
      : centres_(centres), mean_(mean), sd_(sd), width_(width) {
    // Normals that are narrower than the distance between two nodes leave gaps between them, which need has not.
    const double between_nodes = std::abs(slope) * normal_node_distance;
    if (width < between_nodes) gap_ = between_nodes;
    for (const auto& [raw, weight] : centres) largest_ = std::max(largest_, std::abs(raw - mean) / sd);
  }

  /// The share of need at `threshold` or above. Where there are gaps the normals are widened by them once, twice and
  /// three times in variance, and what that changes is taken off again (Richardson's extrapolation to none at all).
  double share_above(double threshold) const {
    if (gap_ == 0) return share_above(threshold, width_);
    const auto widened = [&](double times) {
      return share_above(threshold, std::sqrt(width_ * width_ + times * gap_ * gap_));
    };
    return 3 * widened(1) - 3 * widened(2) + widened(3);
  }

  /// The threshold, in double precision, above which less than `share` remains: between the two numbers given.
  std::pair<double, double> where_share_falls_to(double share) const {
    // Where need is spread widely, it lies beyond 20; a factor of two at a time finds out how far.
    double low = -20, high = 20;
    while (share_above(high) > share && high < most_spread * 64) high *= 2;
    while (share_above(low) <= share && low > -most_spread * 64) low *= 2;
    for (int step = 0; step < 48; ++step) {
      const double middle = 0.5 * (low + high);
      (share_above(middle) > share ? low : high) = middle;
    }
    return {low, high};
  }

  /// How far single precision may put a family's need from where it belongs, near `threshold`.
  double grain(double threshold) const { return 0x1p-23 * std::max(std::abs(threshold), largest_); }
  double width() const { return width_; }

 private:
  double share_above(double threshold, double width) const {
    double share = 0;
    for (const auto& [raw, weight] : centres_) {
      const double centre = (raw - mean_) / sd_;
      share += weight * (width > 0 ? normal_cdf((centre - threshold) / width) : (centre >= threshold ? 1.0 : 0.0));
    }
    return share;
  }

  const Centres& centres_;
  double mean_, sd_, width_;
  double gap_ = 0, largest_ = 0;
};

/// How near the share at the threshold must come to the one asked for.
double tolerance(double prevalence) { return 1e-3 * std::min(prevalence, 1.0 - prevalence) + 1e-9; }

/// Whether the share is met, wherever single precision puts those whose need is at the threshold.
bool met(const Mixture& need, float threshold, double prevalence) {
  const auto at = static_cast<double>(threshold);
  const double grain = need.grain(at), below = need.share_above(at - grain), above = need.share_above(at + grain);
  return std::abs(need.share_above(at) - prevalence) <= tolerance(prevalence) &&
         below - above <= 10 * tolerance(prevalence);
}

}  // namespace

NeedScale need_scale(const NeedParameters& parameters, const AttributeModel& attributes) {
  // Mean and variance of the raw set-point over the expected population.
  const auto effect = attributes.sum_of(parameters.attributes);
  double mean = 0;
  Centres centres;
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

  const double spread = parameters.spread / sd, width = std::sqrt(spread * spread + around * around);
  const Mixture need(centres, mean, sd, width, parameters.deprivation / sd);
  const double asked = parameters.prevalence;
  const auto [low, high] = need.where_share_falls_to(asked);
  scale.threshold = static_cast<float>(0.5 * (low + high));
  scale.met = met(need, scale.threshold, asked);
  if (!scale.met) {
    // Where many families have the same need the share falls in steps, and every threshold between two steps gives the
    // same: the middle is the one that rounding moves over neither.
    const double first = need.where_share_falls_to(asked + tolerance(asked)).second,
                 last = need.where_share_falls_to(asked - tolerance(asked)).first;
    const auto middle = static_cast<float>(0.5 * (first + last));
    scale.met = first < last && met(need, middle, asked);
    if (scale.met) scale.threshold = middle;
  }
  scale.prevalence = need.share_above(static_cast<double>(scale.threshold));
  const double step = 2 * need.grain(high) + 8 * width;
  const double below = need.share_above(low - step), above = need.share_above(high + step);
  scale.nearest = std::abs(below - asked) < std::abs(above - asked) ? below : above;
  return scale;
}

namespace {

std::string six_digits(double x) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::general, 6).ptr};
}

}  // namespace

std::optional<Complaint> objection_to(const NeedScale& scale, const NeedParameters& parameters) {
  if (!(static_cast<double>(scale.stationary_sd) <= most_spread))
    return Complaint{"need.reversion",
                     "= " + shortest(parameters.reversion) + " with need.shock = " + shortest(parameters.shock) +
                         " spreads need by " + shortest(stationary_sd(parameters.reversion, parameters.shock)) +
                         " standard deviations of its set-points, more than the " + shortest(most_spread) +
                         " that can be computed: raise need.reversion or lower need.shock"};
  if (!scale.met)
    return Complaint{
        "need.prevalence",
        "= " + shortest(parameters.prevalence) + " cannot be met to 0.1 %: the nearest threshold of need gives " +
            six_digits(scale.nearest) +
            ", since too many families have the same need. Give need some spread (need.spread, need.shock) or ask "
            "for that share"};
  return std::nullopt;
}

}  // namespace streetlight::targeting
