#pragma once
/// Confidence intervals of what a sensitivity design measures, by Student's t: a formula without draws, so every
/// program that knows the values gets the same interval.

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

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

/// Variances of a mean over cells that lie in rows (walks) and in columns (replicates). A column's deviation is common
/// to all rows, so the mean's error does not fall with their number.
struct CrossedVariances {
  double rows = 0;     ///< variance of the rows' means over their number
  double columns = 0;  ///< variance of the columns' means over theirs
  double rest = 0;     ///< what neither explains, over the number of cells: it is in both of the above
};

/// Interval of that mean: its variance is rows + columns - rest, and never below that of the rows alone. Degrees of
/// freedom by Satterthwaite (1946), at least those of the fewer of rows and columns. EXPECTs two of each at least.
MeanInterval crossed_interval(double value, const CrossedVariances& variances, std::size_t rows, std::size_t columns);

/// [row][column], as many columns in every row; EXPECTs two of each at least.
CrossedVariances crossed_variances(const std::vector<std::vector<double>>& cells);

/// Standard error of a statistic by the jackknife (Tukey 1958): `without` holds the statistic computed without the
/// first group of the data, without the second, and so on. EXPECTs two groups at least.
double jackknife_error(std::span<const double> without);

}  // namespace streetlight
