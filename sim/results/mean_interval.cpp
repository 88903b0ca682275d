#include "sim/results/mean_interval.hpp"

#include <algorithm>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/results/paired.hpp"

namespace streetlight {

namespace {

struct Moments {
  double mean = 0, squares = 0;  ///< sum of squared deviations from the mean
};

Moments moments_of(std::span<const double> values) {
  Moments moments;
  for (const double value : values) moments.mean += value;
  moments.mean /= static_cast<double>(values.size());
  for (const double value : values) moments.squares += (value - moments.mean) * (value - moments.mean);
  return moments;
}

}  // namespace

MeanInterval student_interval(double value, double standard_error, std::size_t degrees) {
  const double half = student_quantile(degrees, interval_confidence) * standard_error;
  return {value - half, value + half};
}

MeanInterval mean_interval(std::span<const double> values) {
  EXPECT(values.size() >= 2);
  const auto count = static_cast<double>(values.size());
  const Moments moments = moments_of(values);
  return student_interval(moments.mean, std::sqrt(moments.squares / (count * (count - 1))), values.size() - 1);
}

MeanInterval crossed_interval(double value, const CrossedVariances& variances, std::size_t rows, std::size_t columns) {
  EXPECT(rows >= 2 && columns >= 2);
  const auto [by_row, by_column, rest] = variances;
  if (!(by_column > rest)) return student_interval(value, std::sqrt(by_row), rows - 1);
  const double variance = by_row + by_column - rest;
  const auto row_degrees = static_cast<double>(rows - 1), column_degrees = static_cast<double>(columns - 1);
  const double degrees = variance * variance /
                         (by_row * by_row / row_degrees + by_column * by_column / column_degrees +
                          rest * rest / (row_degrees * column_degrees));
  return student_interval(value, std::sqrt(variance),
                          std::max(std::min(rows, columns) - 1, static_cast<std::size_t>(degrees)));
}

CrossedVariances crossed_variances(const std::vector<std::vector<double>>& cells) {
  EXPECT(cells.size() >= 2 && cells.front().size() >= 2);
  const std::size_t rows = cells.size(), columns = cells.front().size();
  const auto r = static_cast<double>(rows), c = static_cast<double>(columns);
  std::vector<double> by_row(rows, 0.0), by_column(columns, 0.0);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      by_row[i] += cells[i][j] / c;
      by_column[j] += cells[i][j] / r;
    }
  const Moments of_rows = moments_of(by_row), of_columns = moments_of(by_column);
  double rest = 0;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      const double left = cells[i][j] - by_row[i] - by_column[j] + of_rows.mean;
      rest += left * left;
    }
  return {of_rows.squares / (r * (r - 1)), of_columns.squares / (c * (c - 1)), rest / ((r - 1) * (c - 1) * r * c)};
}

double jackknife_error(std::span<const double> without) {
  EXPECT(without.size() >= 2);
  const auto groups = static_cast<double>(without.size());
  return std::sqrt(moments_of(without).squares * (groups - 1) / groups);
}

}  // namespace streetlight
