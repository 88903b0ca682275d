#pragma once
/// Paired replicates: a figure for each replicate, its mean, its standard error (with the square root of n), and a
/// one-sided t test.

#include <cmath>
#include <ostream>
#include <vector>

namespace streetlight::targeting::testing {

inline constexpr std::uint32_t replicates = 8;
/// Student's t with n - 1 degrees of freedom above which one side has probability alpha = 0.001. Each assertion that a
/// pattern shows fails by chance only where the pattern is weak; a planted counter-case passes for a pattern once in
/// 1,000 changes of the draws.
inline double critical_t(std::size_t n) { return n == 16 ? 3.733 : 4.785; }  // n = 16, n = 8

struct Figure {
  std::vector<double> values;

  double mean() const {
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
  }
  double standard_error() const {
    const double m = mean(), n = static_cast<double>(values.size());
    double square = 0;
    for (const double v : values) square += (v - m) * (v - m);
    return std::sqrt(square / (n - 1) / n);
  }
  double t() const { return mean() / standard_error(); }
  /// Whether the figure is above 0 with alpha = 0.001.
  bool positive() const { return t() > critical_t(values.size()); }
  bool negative() const { return t() < -critical_t(values.size()); }
};

inline std::ostream& operator<<(std::ostream& out, const Figure& figure) {
  return out << figure.mean() << " (standard error " << figure.standard_error() << ", n = " << figure.values.size()
             << ")";
}

/// The figure that `of(replicate)` gives for each replicate.
template <class Of>
Figure figure_of(Of of, std::uint32_t n = replicates) {
  Figure made;
  for (std::uint32_t r = 0; r < n; ++r) made.values.push_back(of(r));
  return made;
}

}  // namespace streetlight::targeting::testing
