#pragma once
/// How densely points are to be drawn: evenly over a region, and within it, where terms are given, in proportion to the
/// chance that every target's value lies inside its tolerance (raised to a power), or to a normal likelihood.

#include <span>
#include <vector>

#include "sim/calibration/region.hpp"

namespace streetlight {

/// log of the chance that a normal number with this mean and spread lies between low and high; exact far out in the
/// tails, where the chance itself is not a number any more.
double log_chance_between(double low, double high, double mean, double spread);

/// The chance that the value lies between two ends.
struct ChanceTerm {
  Quadratic mean;
  double low = 0, high = 0;  ///< may be infinite
  double spread = 1;
};

/// A normal density of the value.
struct NormalTerm {
  Quadratic mean;
  double centre = 0;
  double spread = 1;
};

class RegionDensity {
 public:
  explicit RegionDensity(const Region& region) : region_(&region) {}

  double last_cut = implausibility_cut;  ///< of the region's last wave; the others have theirs
  std::vector<ChanceTerm> chances{};
  std::vector<NormalTerm> normals{};
  double power = 1;  ///< of chances and normals together; 0: evenly

  /// All quadratics that matter, in one order: the region's bounds by wave, chances, normals.
  std::vector<const Quadratic*> surfaces() const;
  /// log density of the terms where the surfaces have the values that `value(surface)` gives.
  template <class Value>
  double log_density(Value value) const {
    if (power == 0) return 0;
    std::size_t at = first_term();
    double sum = 0;
    for (const ChanceTerm& term : chances) sum += log_chance_between(term.low, term.high, value(at++), term.spread);
    for (const NormalTerm& term : normals) {
      const double z = (value(at++) - term.centre) / term.spread;
      sum -= 0.5 * z * z;
    }
    return power * sum;
  }
  /// The same at a point, at power 1.
  double log_terms(std::span<const double> x) const;
  /// Keeps of `stretches` what lies in the region.
  void cut(std::vector<Stretch>& stretches, std::span<const Parabola> lines) const;

 private:
  std::size_t first_term() const;

  const Region* region_;
};

}  // namespace streetlight
