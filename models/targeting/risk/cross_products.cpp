#include "models/targeting/risk/cross_products.hpp"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/targeting/risk/lanes.hpp"

namespace streetlight::targeting {

DesignChunk::DesignChunk(std::size_t columns)
    : columns_(columns), padded_((columns + 3) / 4 * 4), values_(padded_ * chunk_rows), weighted_(4 * chunk_rows) {}

void DesignChunk::predict(std::span<const double> beta, std::span<double, chunk_rows> eta) const {
  for (std::size_t r = 0; r < rows_; r += row_padding) {
    std::array<Lanes, row_padding / lane_width> total{};
    for (std::size_t j = 0; j < columns_; ++j) {
      const Lanes slope = all_lanes(beta[j]);
      for (std::size_t i = 0; i < total.size(); ++i)
        total[i] = multiply_add(slope, load(column(j) + r + i * lane_width), total[i]);
    }
    for (std::size_t i = 0; i < total.size(); ++i) store(eta.data() + r + i * lane_width, total[i]);
  }
}

void DesignChunk::add_gradient(std::span<const double, chunk_rows> residual, std::span<double> gradient) const {
  for (std::size_t j = 0; j < columns_; j += 4) {
    std::array<Lanes, 4> total{};
    for (std::size_t r = 0; r < rows_; r += lane_width) {
      const Lanes e = load(residual.data() + r);
      for (std::size_t i = 0; i < 4; ++i) total[i] = multiply_add(load(column(j + i) + r), e, total[i]);
    }
    for (std::size_t i = 0; i < 4 && j + i < columns_; ++i) gradient[j + i] += sum(total[i]);
  }
}

void DesignChunk::add_hessian(std::span<const float, chunk_rows> curvature, std::span<double> hessian) {
  for (std::size_t j = 0; j < columns_; j += 4) {
    for (std::size_t i = 0; i < 4; ++i) {
      const float* x = column(j + i);
      float* w = weighted_.data() + i * chunk_rows;
      for (std::size_t r = 0; r < rows_; ++r) w[r] = x[r] * curvature[r];
    }
    // Tiles of 4 x 2: eight running sums and six operands stay in registers.
    const float* w = weighted_.data();
    for (std::size_t k = j; k < padded_; k += 2) {
      std::array<std::array<FloatLanes, 2>, 4> total{};
      const float* left = column(k);
      const float* right = column(k + 1);
      for (std::size_t r = 0; r < rows_; r += float_lane_width) {
        const FloatLanes a = load_floats(left + r);
        const FloatLanes b = load_floats(right + r);
        for (std::size_t i = 0; i < 4; ++i) {
          const FloatLanes v = load_floats(w + i * chunk_rows + r);
          total[i][0] = multiply_add(v, a, total[i][0]);
          total[i][1] = multiply_add(v, b, total[i][1]);
        }
      }
      for (std::size_t i = 0; i < 4 && j + i < columns_; ++i)
        for (std::size_t o = 0; o < 2 && k + o < columns_; ++o) hessian[(j + i) * columns_ + k + o] += sum(total[i][o]);
    }
  }
}

namespace {

using Factor = Eigen::LDLT<Eigen::MatrixXd, Eigen::Upper>;

std::optional<Factor> factor_of(std::span<const double> a, Eigen::Index n) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Matrix> matrix(a.data(), n, n);
  Factor factor(matrix);
  // A pivot that lost all but rounding of the largest counts as zero.
  if (factor.info() != Eigen::Success || !(factor.vectorD().minCoeff() > 1e-13 * matrix.diagonal().maxCoeff()))
    return std::nullopt;
  return factor;
}

}  // namespace

bool solve_symmetric(std::span<const double> a, std::span<const double> b, std::span<double> x) {
  const auto n = static_cast<Eigen::Index>(b.size());
  const auto factor = factor_of(a, n);
  if (factor) Eigen::Map<Eigen::VectorXd>(x.data(), n) = factor->solve(Eigen::Map<const Eigen::VectorXd>(b.data(), n));
  return factor.has_value();
}

bool invert_symmetric(std::span<const double> a, std::span<double> inverse) {
  const auto n = static_cast<Eigen::Index>(std::llround(std::sqrt(static_cast<double>(inverse.size()))));
  const auto factor = factor_of(a, n);
  if (factor) Eigen::Map<Eigen::MatrixXd>(inverse.data(), n, n) = factor->solve(Eigen::MatrixXd::Identity(n, n));
  return factor.has_value();
}

}  // namespace streetlight::targeting
