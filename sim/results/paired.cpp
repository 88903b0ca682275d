#include "sim/results/paired.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/results/mean.hpp"

namespace streetlight {

namespace {

double variance_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / static_cast<double>(values.size() - 1);
}

std::vector<double> present(std::span<const double> values) {
  std::vector<double> out;
  for (const double value : values)
    if (!std::isnan(value)) out.push_back(value);
  return out;
}

/// Whether values differ by no more than the rounding of sums of numbers as large as `scale`.
bool constant(const std::vector<double>& values, double scale) {
  const double rounding = 64 * std::numeric_limits<double>::epsilon() * scale;
  return std::all_of(values.begin(), values.end(),
                     [&](double value) { return std::abs(value - values.front()) <= rounding; });
}

double largest(const std::vector<double>& values) {
  double size = 0;
  for (const double value : values) size = std::max(size, std::abs(value));
  return size;
}

}  // namespace

double student_quantile(std::size_t degrees, double confidence) {
  EXPECT(degrees > 0 && confidence > 0 && confidence < 1);
  return boost::math::quantile(boost::math::students_t(static_cast<double>(degrees)), 0.5 + confidence / 2);
}

std::optional<std::size_t> replicates_for(double deviation, double half_width, double confidence) {
  EXPECT(half_width > 0 && deviation >= 0);
  constexpr std::size_t most = 1'000'000'000;
  const auto enough = [&](std::size_t n) {
    return student_quantile(n - 1, confidence) * deviation / std::sqrt(static_cast<double>(n)) <= half_width;
  };
  // The half width falls as n grows: double until it is small enough, then halve the gap.
  std::size_t high = 2;
  while (!enough(high)) {
    if (high > most / 2) return std::nullopt;
    high *= 2;
  }
  std::size_t low = high / 2;  // not enough, or 1
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

PairedComparison compare_paired(std::span<const double> baseline, std::span<const double> scenario, double confidence,
                                double precision) {
  EXPECT(baseline.size() == scenario.size());
  EXPECT(confidence > 0 && confidence < 1 && precision > 0);
  std::vector<double> b, s, d;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    if (std::isnan(baseline[i]) || std::isnan(scenario[i])) continue;
    b.push_back(baseline[i]);
    s.push_back(scenario[i]);
    d.push_back(scenario[i] - baseline[i]);
  }

  PairedComparison result;
  result.pairs = d.size();
  result.dropped = baseline.size() - d.size();
  result.baseline = mean_of(b.empty() ? present(baseline) : b);
  result.scenario = mean_of(s.empty() ? present(scenario) : s);
  result.difference = mean_of(d);
  result.identical = !d.empty() && largest(d) == 0;
  const bool has_relative = !d.empty() && result.baseline != 0;
  if (has_relative) result.relative = result.difference / result.baseline;
  if (d.size() < 2) return result;

  // Interval of the difference.
  const double root = std::sqrt(static_cast<double>(d.size()));
  const double t = student_quantile(d.size() - 1, confidence);
  const double scale = std::max(largest(b), largest(s));
  result.exact = constant(d, scale);
  const double deviation = result.exact ? 0 : std::sqrt(variance_of(d));
  result.half_width = t * deviation / root;

  // Relative change and what a wanted precision takes.
  if (has_relative) {
    std::vector<double> residual;
    for (std::size_t i = 0; i < d.size(); ++i) residual.push_back(d[i] - *result.relative * b[i]);
    const double spread = constant(residual, scale) ? 0 : std::sqrt(variance_of(residual));
    result.relative_half_width = t * spread / (root * std::abs(result.baseline));
    result.replicates_needed = replicates_for(deviation, precision * std::abs(result.baseline), confidence);
  }

  if (!result.exact) result.pairing_gain = (variance_of(b) + variance_of(s)) / (deviation * deviation);
  return result;
}

}  // namespace streetlight
