#include "sim/calibration/candidate_basis.hpp"

#include <cmath>

#include "sim/core/check.hpp"

namespace streetlight {

CandidateBasis::CandidateBasis(const std::vector<CubePoint>& points) {
  EXPECT(!points.empty());
  const std::size_t n = points.size(), d = points.front().size();
  centre_.assign(d, 0);
  scale_.assign(d, 1);
  Eigen::MatrixXd x(n, d);
  for (std::size_t j = 0; j < d; ++j) {
    for (const CubePoint& point : points) centre_[j] += point[j] / static_cast<double>(n);
    double square = 0;
    for (const CubePoint& point : points) square += (point[j] - centre_[j]) * (point[j] - centre_[j]);
    if (square > 0) scale_[j] = std::sqrt(square / static_cast<double>(n));
    for (std::size_t p = 0; p < n; ++p)
      x(static_cast<Eigen::Index>(p), static_cast<Eigen::Index>(j)) = (points[p][j] - centre_[j]) / scale_[j];
  }
  for (std::uint32_t i = 0; i < d; ++i) terms_.push_back({i, i, true});
  for (std::uint32_t i = 0; i < d; ++i)
    for (std::uint32_t j = i; j < d; ++j) terms_.push_back({i, j, false});
  columns_.resize(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(terms_.size()));
  for (std::size_t k = 0; k < terms_.size(); ++k) {
    const auto& [i, j, linear] = terms_[k];
    if (linear)
      columns_.col(static_cast<Eigen::Index>(k)) = x.col(i);
    else
      columns_.col(static_cast<Eigen::Index>(k)) = x.col(i).cwiseProduct(x.col(j));
  }
}

Quadratic CandidateBasis::in_cube(double constant, const std::vector<std::size_t>& chosen,
                                  const Eigen::VectorXd& factors) const {
  std::vector<double> linear(centre_.size(), 0.0);
  std::vector<Quadratic::Product> products;
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    const auto& [i, j, is_linear] = terms_[chosen[k]];
    const double factor = factors(static_cast<Eigen::Index>(k));
    if (is_linear) {
      linear[i] += factor / scale_[i];
      constant -= factor * centre_[i] / scale_[i];
      continue;
    }
    // (x_i - m_i)(x_j - m_j) / (s_i s_j), multiplied out
    const double f = factor / (scale_[i] * scale_[j]);
    products.push_back({i, j, f});
    linear[i] -= f * centre_[j];
    linear[j] -= f * centre_[i];
    constant += f * centre_[i] * centre_[j];
  }
  return {constant, std::move(linear), std::move(products)};
}

}  // namespace streetlight
