#pragma once
/// Weighted cross products X'WX and X'r of a chunk of rows: the inner loop of a Newton step. The order of every
/// addition is fixed by the shape alone. A library product would choose its blocking from the cache sizes of the
/// machine it runs on, and so its rounding.
///
/// Columns are single precision: features are, and a standardised feature that is rounded once and then always the same
/// is as good. Predictions and gradients of them are summed in double, since they say where the optimum is. The
/// Hessian only says which way to it, and can be summed in single precision within a chunk.

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace streetlight::targeting {

/// Most rows in a chunk: 16 columns of it and what is computed from them fit the first-level cache.
inline constexpr std::size_t chunk_rows = 256;
/// Rows of a chunk are padded to a multiple of this.
inline constexpr std::size_t row_padding = 16;

/// The rounding of a Hessian in single precision: an entry is off by at most this share of sqrt(H_jj H_kk). (Products
/// of three factors and 32 additions in single precision.)
inline constexpr double hessian_rounding = 36 * 0x1p-24;

/// Columns of a chunk, feature by feature, columns padded with zeros to a multiple of 4.
class DesignChunk {
 public:
  explicit DesignChunk(std::size_t columns);

  std::size_t columns() const { return columns_; }
  /// Begins a chunk of `rows` rows. Whoever fills a column fills it to padded_rows().
  void begin(std::size_t rows) { rows_ = (rows + row_padding - 1) / row_padding * row_padding; }
  std::size_t padded_rows() const { return rows_; }
  float* column(std::size_t j) { return values_.data() + j * chunk_rows; }
  const float* column(std::size_t j) const { return values_.data() + j * chunk_rows; }

  /// eta = X beta.
  void predict(std::span<const double> beta, std::span<double, chunk_rows> eta) const;
  /// gradient[j] += sum_r X[r][j] residual[r].
  void add_gradient(std::span<const double, chunk_rows> residual, std::span<double> gradient) const;
  /// hessian[j * columns + k] += sum_r X[r][j] curvature[r] X[r][k] for k >= j: the upper triangle is complete,
  /// what stands below it means nothing. Products and sums in the precision that the curvatures have.
  void add_hessian(std::span<const float, chunk_rows> curvature, std::span<double> hessian);
  void add_hessian(std::span<const double, chunk_rows> curvature, std::span<double> hessian);

 private:
  std::size_t columns_;
  std::size_t padded_;
  std::size_t rows_ = 0;
  std::vector<float> values_;
  std::vector<float> weighted_;        // four columns of X times curvature
  std::vector<double> weighted_wide_;  // the same in double
};

}  // namespace streetlight::targeting
