#pragma once
/// Confidence intervals of what a sensitivity design measures, by Student's t: a formula without draws, so every
/// program that knows the values gets the same interval.

#include <limits>
#include <span>

namespace streetlight {

constexpr double interval_confidence = 0.95;

/// NaN where no interval can be given.
struct MeanInterval {
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
};

/// `value` plus and minus Student's t with so many degrees of freedom times the standard error.
MeanInterval student_interval(double value, double standard_error, std::size_t degrees);

/// Interval of the mean of values that were drawn independently of each other. EXPECTs two of them at least.
MeanInterval mean_interval(std::span<const double> values);

/// Standard error of a statistic by the jackknife (Tukey 1958): `without` holds the statistic computed without the
/// first group of the data, without the second, and so on. EXPECTs two groups at least.
double jackknife_error(std::span<const double> without);

}  // namespace streetlight
