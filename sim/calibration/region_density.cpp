#include "sim/calibration/region_density.hpp"

#include <cmath>
#include <numbers>

namespace streetlight {

namespace {

constexpr double far_out = 30;  // spreads: beyond it the chance is below any number

/// log of the chance of more than z, z >= 0.
double log_upper_tail(double z) {
  if (z < far_out) return std::log(0.5 * std::erfc(z / std::numbers::sqrt2));
  return -0.5 * z * z - std::log(z * std::sqrt(2 * std::numbers::pi));
}

}  // namespace

double log_chance_between(double low, double high, double mean, double spread) {
  double a = (low - mean) / spread, b = (high - mean) / spread;
  if (a < 0 && b > 0)
    return std::log1p(-0.5 * (std::erfc(-a / std::numbers::sqrt2) + std::erfc(b / std::numbers::sqrt2)));
  if (b <= 0) {  // mirrored into the upper tail
    const double other = -a;
    a = -b;
    b = other;
  }
  const double near = log_upper_tail(a);
  return std::isinf(b) ? near : near + std::log1p(-std::exp(std::min(0.0, log_upper_tail(b) - near)));
}

std::size_t RegionDensity::first_term() const {
  std::size_t count = 0;
  for (const WaveBounds& wave : region_->all()) count += wave.bounds.size();
  return count;
}

std::vector<const Quadratic*> RegionDensity::surfaces() const {
  std::vector<const Quadratic*> all;
  for (const WaveBounds& wave : region_->all())
    for (const Bound& bound : wave.bounds) all.push_back(&bound.mean);
  for (const ChanceTerm& term : chances) all.push_back(&term.mean);
  for (const NormalTerm& term : normals) all.push_back(&term.mean);
  return all;
}

double RegionDensity::log_terms(std::span<const double> x) const {
  double sum = 0;
  for (const ChanceTerm& term : chances) sum += log_chance_between(term.low, term.high, term.mean(x), term.spread);
  for (const NormalTerm& term : normals) {
    const double z = (term.mean(x) - term.centre) / term.spread;
    sum -= 0.5 * z * z;
  }
  return sum;
}

void RegionDensity::cut(std::vector<Stretch>& stretches, std::span<const Parabola> lines) const {
  std::size_t at = 0;
  for (std::size_t wave = 0; wave < region_->waves(); ++wave) {
    const WaveBounds& bounds = region_->all()[wave];
    const double cut = wave + 1 == region_->waves() ? last_cut : implausibility_cut;
    cut_line(stretches, bounds, lines.subspan(at, bounds.bounds.size()), cut);
    at += bounds.bounds.size();
  }
}

}  // namespace streetlight
