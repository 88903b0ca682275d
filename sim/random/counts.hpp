#pragma once
/// Whole numbers at random: Poisson and binomial, by inversion of one uniform (Devroye 1986, section X.4), cut into
/// independent parts of mean at most 16 where the mean is larger. Exact for any parameters but for the uniform's own
/// grid of 2^-32; the cost grows with the mean.

#include <cstdint>

#include "sim/random/uniform_sequence.hpp"

namespace streetlight {

/// P(k) = e^-mean mean^k / k!
class PoissonDistribution {
 public:
  explicit PoissonDistribution(double mean);
  std::int64_t operator()(UniformSequence& uniforms) const;

 private:
  std::int64_t parts_;
  double mean_of_part_;
  double none_;  ///< chance of 0 in a part
};

/// Successes among n trials that succeed with one probability, which is fixed at construction.
class BinomialDistribution {
 public:
  explicit BinomialDistribution(double probability);
  std::int64_t operator()(std::int64_t trials, UniformSequence& uniforms) const;

 private:
  std::int64_t rarer(std::int64_t trials, UniformSequence& uniforms) const;

  bool mirrored_;      ///< successes are the commoner side: failures are drawn
  double p_;           ///< of the rarer side
  double odds_;        ///< p / (1 - p)
  double log_none_;    ///< log(1 - p)
  std::int64_t most_;  ///< trials in a part
};

}  // namespace streetlight
