#pragma once
/// Need: a mean-reverting process around each family's own set-point,
///
///     theta' = theta + reversion (mu + trace - theta) + shock eps + shift,
///     mu     = (deprivation d + sum attributes[level] + spread u - mean) / sd,
///
/// with the trace that harm has left (harm.hpp; 0 where harm leaves none), and where mean and sd standardise mu over
/// the expected population. A family is in need when theta >= threshold, the quantile of the stationary distribution
/// without any help at which a share `prevalence` is in need: a mixture over (d, profile) of normals around the
/// set-point's mean with variance (spread/sd)^2 + stationary variance. The stationary variance has no bound: a weak
/// pull back with strong shocks spreads need over thousands of its set-points' standard deviations, and the threshold
/// lies as far out.
///
/// Without spread, shocks and an effect of deprivation, need has as many values as there are sums of the attributes'
/// effects, and only the shares above one of them can be had. A share that is asked for and lies between those is
/// refused; the threshold of one that can be had lies midway between two values of need.

#include <optional>
#include <span>
#include <vector>

#include "models/targeting/families.hpp"
#include "models/targeting/needs/parameters.hpp"
#include "models/targeting/population/attributes.hpp"

namespace streetlight::targeting {

/// Constants of the need process for one population.
struct NeedScale {
  float deprivation = 0;       ///< of d in mu, standardised
  float spread = 0;            ///< of u in mu, standardised
  std::vector<float> profile;  ///< attributes' part of mu with the mean taken off, [profile]
  float stationary_sd = 0;     ///< of theta around mu
  float threshold = 0;         ///< of need
  bool met = false;            ///< whether the share at or above it, without help, is the one asked for (to 0.1 %)
  double prevalence = 0;       ///< that share
  double nearest = 0;          ///< of the shares of thresholds beside it, the nearest to the one asked for
};

NeedScale need_scale(const NeedParameters& parameters, const AttributeModel& attributes);

/// What is wrong with a scale that cannot do what `parameters` ask for, as a complaint about a key; nothing when it
/// can.
std::optional<Complaint> objection_to(const NeedScale& scale, const NeedParameters& parameters);

/// Standard deviation of theta around mu in the long run: shock / sqrt(1 - (1 - reversion)^2).
double stationary_sd(double reversion, double shock);

/// theta next month, before anyone helps.
inline float need_next(float theta, float mu, float eps, float reversion, float shock, float shift) {
  return theta + reversion * (mu - theta) + shock * eps + shift;
}

/// Whether need was there once and in none of the last 24 months, `month` included.
constexpr bool need_has_passed(Stamp last_need, Month month) {
  return last_need != never && !within(last_need, month, 24);
}

/// The standard normal distribution function: absolute error below 1e-13 (Marsaglia 2004's series) within 4 standard
/// deviations; beyond, relative error of the tail below 1e-11 (Laplace's continued fraction), 0 or 1 from 37 on.
double normal_cdf(double x);

}  // namespace streetlight::targeting
