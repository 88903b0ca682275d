#include "sim/results/mean_interval.hpp"

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

double jackknife_error(std::span<const double> without) {
  EXPECT(without.size() >= 2);
  const auto groups = static_cast<double>(without.size());
  return std::sqrt(moments_of(without).squares * (groups - 1) / groups);
}

}  // namespace streetlight
