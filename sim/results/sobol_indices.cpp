#include "sim/results/sobol_indices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// Rows without a missing value, one after the other.
class Rows {
 public:
  Rows(std::span<const double> outcomes, std::size_t width) : width_(width) {
    for (std::size_t at = 0; at < outcomes.size(); at += width) {
      const auto row = outcomes.subspan(at, width);
      if (std::none_of(row.begin(), row.end(), [](double y) { return std::isnan(y); }))
        values_.insert(values_.end(), row.begin(), row.end());
    }
  }
  std::size_t size() const { return values_.size() / width_; }
  const double* operator[](std::size_t row) const { return values_.data() + row * width_; }

 private:
  std::size_t width_;
  std::vector<double> values_;
};

struct Moments {
  double mean = 0, variance = 0;
};

/// Of f(A) and f(B) of the chosen rows.
Moments moments_of(const Rows& rows, std::size_t parameters, std::span<const std::size_t> chosen) {
  const auto count = 2 * static_cast<double>(chosen.size());
  Moments moments;
  for (const std::size_t row : chosen) moments.mean += (rows[row][0] + rows[row][parameters + 1]) / count;
  for (const std::size_t row : chosen)
    for (const double y : {rows[row][0], rows[row][parameters + 1]})
      moments.variance += (y - moments.mean) * (y - moments.mean) / count;
  return moments;
}

/// First-order indices, then total ones.
std::vector<double> indices_of(const Rows& rows, std::size_t parameters, std::span<const std::size_t> chosen) {
  std::vector<double> indices(2 * parameters, 0.0);
  const auto [mean, variance] = moments_of(rows, parameters, chosen);
  // Differences that are rounding alone are no variance
  if (!(variance > 1e-24 * mean * mean)) return std::vector<double>(2 * parameters, nothing);
  for (const std::size_t row : chosen) {
    const double* f = rows[row];
    for (std::size_t i = 0; i < parameters; ++i) {
      const double step = f[1 + i] - f[0];
      indices[i] += (f[parameters + 1] - mean) * step;
      indices[parameters + i] += step * step / 2;
    }
  }
  for (double& index : indices) index /= variance * static_cast<double>(chosen.size());
  return indices;
}

}  // namespace

SobolIndices sobol_indices(std::span<const double> outcomes, std::size_t parameters, const BootstrapOptions& options) {
  const std::size_t width = parameters + 2;
  EXPECT(parameters >= 1 && outcomes.size() % width == 0);
  const Rows rows(outcomes, width);
  SobolIndices result;
  result.rows = rows.size();
  result.dropped = outcomes.size() / width - rows.size();
  result.mean = result.variance = nothing;
  result.parameters.assign(parameters, {nothing, nothing, {nothing, nothing}, {nothing, nothing}});
  if (rows.size() == 0) return result;

  std::vector<std::size_t> all(rows.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto moments = moments_of(rows, parameters, all);
  result.mean = moments.mean;
  result.variance = moments.variance;
  const auto indices = indices_of(rows, parameters, all);
  for (std::size_t i = 0; i < parameters; ++i) {
    result.parameters[i].first = indices[i];
    result.parameters[i].total = indices[parameters + i];
  }
  if (rows.size() < 2) return result;
  const auto intervals = bootstrap(
      rows.size(), [&](std::span<const std::size_t> chosen) { return indices_of(rows, parameters, chosen); }, options);
  for (std::size_t i = 0; i < parameters; ++i) {
    result.parameters[i].first_interval = intervals[i];
    result.parameters[i].total_interval = intervals[parameters + i];
  }
  return result;
}

}  // namespace streetlight
