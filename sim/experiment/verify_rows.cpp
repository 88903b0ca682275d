#include "sim/experiment/verify_rows.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "sim/core/check.hpp"

namespace streetlight {

Estimate estimate(const std::vector<double>& by_replicate) {
  EXPECT(by_replicate.size() >= 2);
  const auto n = static_cast<double>(by_replicate.size());
  Estimate made{.replicates = by_replicate.size()};
  for (const double value : by_replicate) made.mean += value / n;
  double squares = 0;
  for (const double value : by_replicate) squares += (value - made.mean) * (value - made.mean);
  made.standard_error = std::sqrt(squares / (n - 1) / n);
  return made;
}

void VerifyRows::exact(std::string quantity, double expected, double got, double tolerance) {
  into_.push_back({.target = target_,
                   .source = source_,
                   .quantity = std::move(quantity),
                   .expected = expected,
                   .got = got,
                   .tolerance = tolerance,
                   .passed = std::abs(got - expected) <= tolerance});
}

void VerifyRows::statistical(std::string quantity, double expected, const Estimate& got, double stated_tolerance) {
  const boost::math::students_t student(static_cast<double>(got.replicates - 1));
  const double by_chance =
      boost::math::quantile(boost::math::complement(student, row_error_rate / 2)) * got.standard_error;
  const double tolerance = std::max(stated_tolerance, by_chance);
  const double rate = got.standard_error > 0
                          ? 2 * boost::math::cdf(boost::math::complement(student, tolerance / got.standard_error))
                          : 0;
  into_.push_back({.target = target_,
                   .source = source_,
                   .quantity = std::move(quantity),
                   .expected = expected,
                   .got = got.mean,
                   .tolerance = tolerance,
                   .replicates = got.replicates,
                   .standard_error = got.standard_error,
                   .error_rate = rate,
                   .passed = std::abs(got.mean - expected) <= tolerance});
}

}  // namespace streetlight
