#pragma once
/// Weighted cross products X'WX and X'r of a chunk of rows: the inner loop of a Newton step. The order of every
/// addition is fixed by the shape alone. A library product would choose its blocking from the cache sizes of the
/// machine it runs on, and so its rounding.

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace streetlight::targeting {

/// Rows in a chunk: a chunk of 16 columns fits the first-level cache.
inline constexpr std::size_t chunk_rows = 256;

/// Sum in a fixed order of lanes.
double sum_of(std::span<const double, chunk_rows> values);

/// Columns of a chunk in double, feature by feature, columns padded with zeros to a multiple of 4, rows to
/// chunk_rows.
class DesignChunk {
 public:
  explicit DesignChunk(std::size_t columns);

  std::size_t columns() const { return columns_; }
  std::size_t padded_columns() const { return padded_; }
  double* column(std::size_t j) { return values_.data() + j * chunk_rows; }
  const double* column(std::size_t j) const { return values_.data() + j * chunk_rows; }

  /// eta = X beta for all chunk_rows.
  void predict(std::span<const double> beta, std::span<double, chunk_rows> eta) const;
  /// gradient[j] += sum_r X[r][j] residual[r].
  void add_gradient(std::span<const double, chunk_rows> residual, std::span<double> gradient) const;
  /// hessian[j * columns + k] += sum_r X[r][j] curvature[r] X[r][k] for k >= j: the upper triangle is complete,
  /// what stands below it means nothing.
  void add_hessian(std::span<const double, chunk_rows> curvature, std::span<double> hessian);

 private:
  std::size_t columns_;
  std::size_t padded_;
  std::vector<double> values_;
  std::vector<double> weighted_;  // four columns of X times curvature
};

/// Solves A x = b for symmetric positive definite A (upper triangle, row-major, n x n) by Eigen's pivoted
/// LDLt, which works unblocked: its additions are ordered by the shape alone. False when a pivot is not positive: A is
/// singular to working precision, x is untouched.
bool solve_symmetric(std::vector<double>& a, std::span<const double> b, std::span<double> x);

}  // namespace streetlight::targeting
