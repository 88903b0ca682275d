#include "sim/random/counts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/core/check.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight {

namespace {
constexpr double largest_mean = 16.0;
}

PoissonDistribution::PoissonDistribution(double mean) {
  EXPECT(mean >= 0 && mean < 1e9);
  parts_ = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(mean / largest_mean)));
  mean_of_part_ = mean / static_cast<double>(parts_);
  none_ = exp_of(-mean_of_part_);
}

std::int64_t PoissonDistribution::operator()(UniformSequence& uniforms) const {
  if (mean_of_part_ == 0) return 0;
  std::int64_t total = 0;
  for (std::int64_t part = 0; part < parts_; ++part) {
    double left = uniforms() - none_, chance = none_;
    // The chance underflows long before it matters; the loop ends there at the latest.
    for (std::int64_t k = 1; left > 0 && chance > 0; ++k) {
      chance *= mean_of_part_ / static_cast<double>(k);
      left -= chance;
      ++total;
    }
  }
  return total;
}

BinomialDistribution::BinomialDistribution(double probability) : mirrored_(probability > 0.5) {
  EXPECT(probability >= 0 && probability <= 1);
  p_ = mirrored_ ? 1.0 - probability : probability;
  odds_ = p_ / (1.0 - p_);
  log_none_ = log_of(1.0 - p_);
  most_ = p_ > 1e-12 ? static_cast<std::int64_t>(largest_mean / p_) : std::numeric_limits<std::int64_t>::max();
}

std::int64_t BinomialDistribution::operator()(std::int64_t trials, UniformSequence& uniforms) const {
  EXPECT(trials >= 0);
  if (p_ == 0) return mirrored_ ? trials : 0;
  std::int64_t total = 0;
  for (std::int64_t left = trials; left > 0; left -= std::min(left, most_))
    total += rarer(std::min(left, most_), uniforms);
  return mirrored_ ? trials - total : total;
}

std::int64_t BinomialDistribution::rarer(std::int64_t trials, UniformSequence& uniforms) const {
  double chance = exp_of(static_cast<double>(trials) * log_none_);
  double left = uniforms() - chance;
  std::int64_t k = 0;
  while (left > 0 && k < trials) {
    chance *= static_cast<double>(trials - k) / static_cast<double>(k + 1) * odds_;
    left -= chance;
    ++k;
  }
  return k;
}

}  // namespace streetlight
