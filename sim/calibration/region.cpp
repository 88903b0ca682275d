#include "sim/calibration/region.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace streetlight {

namespace {

/// The nth largest of a few numbers, counted from 0.
double nth_largest(std::vector<double>& numbers, std::size_t n) {
  if (n >= numbers.size()) return 0;
  std::nth_element(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(n), numbers.end(), std::greater<>());
  return numbers[n];
}

/// Where the parabola has this height, ascending.
void add_crossings(const Parabola& line, double height, std::vector<double>& at) {
  if (!std::isfinite(height)) return;
  const double a = line.a - height;
  if (line.c == 0) {
    if (line.b != 0) at.push_back(-a / line.b);
    return;
  }
  const double discriminant = line.b * line.b - 4 * line.c * a;
  if (discriminant < 0) return;
  // The form that loses no digits (Press et al., section 5.6)
  const double q = -0.5 * (line.b + std::copysign(std::sqrt(discriminant), line.b));
  at.push_back(q / line.c);
  if (q != 0) at.push_back(a / q);
}

}  // namespace

double Bound::implausibility(double value) const {
  if (std::isnan(value)) return std::numeric_limits<double>::infinity();
  if (value < low) return spread_low > 0 ? (low - value) / spread_low : std::numeric_limits<double>::infinity();
  if (value > high) return spread_high > 0 ? (value - high) / spread_high : std::numeric_limits<double>::infinity();
  return 0;
}

double Region::excess(std::size_t wave, std::span<const double> x) const {
  std::vector<double> each;
  for (const Bound& bound : waves_[wave].bounds) each.push_back(bound.implausibility(bound.mean(x)));
  return nth_largest(each, waves_[wave].forgiven);
}

double Region::excess(std::span<const double> x) const {
  double most = 0;
  for (std::size_t wave = 0; wave < waves_.size(); ++wave) most = std::max(most, excess(wave, x));
  return most;
}

Stretch in_cube(std::span<const double> x, std::span<const double> d) {
  Stretch inside{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  for (std::size_t j = 0; j < x.size(); ++j) {
    if (d[j] == 0) continue;
    const double to_0 = -x[j] / d[j], to_1 = (1 - x[j]) / d[j];
    inside.first = std::max(inside.first, std::min(to_0, to_1));
    inside.last = std::min(inside.last, std::max(to_0, to_1));
  }
  return inside;
}

void cut_line(std::vector<Stretch>& stretches, const WaveBounds& wave, std::span<const Parabola> lines, double cut) {
  std::vector<double> crossings;
  for (std::size_t k = 0; k < lines.size(); ++k) {
    add_crossings(lines[k], wave.bounds[k].low - cut * wave.bounds[k].spread_low, crossings);
    add_crossings(lines[k], wave.bounds[k].high + cut * wave.bounds[k].spread_high, crossings);
  }
  std::sort(crossings.begin(), crossings.end());
  const auto allowed = [&](double s) {
    std::size_t over = 0;
    for (std::size_t k = 0; k < lines.size(); ++k) {
      const Bound& bound = wave.bounds[k];
      const double value = lines[k].at(s);
      over += value < bound.low - cut * bound.spread_low || value > bound.high + cut * bound.spread_high;
    }
    return over <= wave.forgiven;
  };
  // Between two crossings nothing changes
  std::vector<Stretch> kept;
  for (const Stretch& stretch : stretches) {
    double from = stretch.first;
    const auto add = [&](double to) {
      if (to > from && allowed(from + (to - from) / 2)) {
        if (!kept.empty() && kept.back().last == from)
          kept.back().last = to;
        else
          kept.push_back({from, to});
      }
      from = std::max(from, to);
    };
    for (const double crossing : crossings)
      if (crossing > stretch.first && crossing < stretch.last) add(crossing);
    add(stretch.last);
  }
  stretches = std::move(kept);
}

}  // namespace streetlight
