#include "models/targeting/risk/cross_products.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

#include "models/targeting/risk/lanes.hpp"
namespace streetlight::targeting {
double sum_of(std::span<const double, chunk_rows> values) {
  return sum_of_terms(chunk_rows, [&](std::size_t r) { return load(values.data() + r); });
}

DesignChunk::DesignChunk(std::size_t columns)
    : columns_(columns), padded_((columns + 3) / 4 * 4), values_(padded_ * chunk_rows), weighted_(4 * chunk_rows) {}

void DesignChunk::predict(std::span<const double> beta, std::span<double, chunk_rows> eta) const {
  std::fill(eta.begin(), eta.end(), 0.0);
  for (std::size_t j = 0; j < columns_; ++j) {
    const double* x = column(j);
    const double slope = beta[j];
    for (std::size_t r = 0; r < chunk_rows; ++r) eta[r] += slope * x[r];
  }
}

void DesignChunk::add_gradient(std::span<const double, chunk_rows> residual, std::span<double> gradient) const {
  for (std::size_t j = 0; j < columns_; j += 4) {
    std::array<Lanes, 4> total{};
    for (std::size_t r = 0; r < chunk_rows; r += lane_width) {
      const Lanes e = load(residual.data() + r);
      for (std::size_t i = 0; i < 4; ++i) total[i] += load(column(j + i) + r) * e;
    }
    for (std::size_t i = 0; i < 4 && j + i < columns_; ++i) gradient[j + i] += sum(total[i]);
  }
}

void DesignChunk::add_hessian(std::span<const double, chunk_rows> curvature, std::span<double> hessian) {
  for (std::size_t j = 0; j < columns_; j += 4) {
    for (std::size_t i = 0; i < 4; ++i) {
      const double* x = column(j + i);
      double* w = weighted_.data() + i * chunk_rows;
      for (std::size_t r = 0; r < chunk_rows; ++r) w[r] = x[r] * curvature[r];
    }
    // Tiles of 4 x 2: eight running sums and six operands stay in registers.
    const double* w = weighted_.data();
    for (std::size_t k = j; k < padded_; k += 2) {
      std::array<std::array<Lanes, 2>, 4> total{};
      const double* left = column(k);
      const double* right = column(k + 1);
      for (std::size_t r = 0; r < chunk_rows; r += lane_width) {
        const Lanes a = load(left + r);
        const Lanes b = load(right + r);
        for (std::size_t i = 0; i < 4; ++i) {
          const Lanes v = load(w + i * chunk_rows + r);
          total[i][0] += v * a;
          total[i][1] += v * b;
        }
      }
      for (std::size_t i = 0; i < 4 && j + i < columns_; ++i)
        for (std::size_t o = 0; o < 2 && k + o < columns_; ++o) hessian[(j + i) * columns_ + k + o] += sum(total[i][o]);
    }
  }
}

bool solve_symmetric(std::vector<double>& a, std::span<const double> b, std::span<double> x) {
  const auto n = static_cast<Eigen::Index>(b.size());
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Matrix> matrix(a.data(), n, n);
  const double largest = matrix.diagonal().maxCoeff();
  const Eigen::LDLT<Eigen::MatrixXd, Eigen::Upper> factor(matrix);
  // A pivot that lost all but rounding of the largest counts as zero.
  if (factor.info() != Eigen::Success || !(factor.vectorD().minCoeff() > 1e-13 * largest)) return false;
  Eigen::Map<Eigen::VectorXd>(x.data(), n) = factor.solve(Eigen::Map<const Eigen::VectorXd>(b.data(), n));
  return true;
}

}  // namespace streetlight::targeting
