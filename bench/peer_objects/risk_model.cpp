#include "bench/peer_objects/risk_model.hpp"

#include <Eigen/Dense>
#include <cmath>

namespace streetlight::peer {

void RiskModel::fit(const std::vector<std::vector<double>>& rows, const std::vector<int>& labels, double ridge) {
  const auto n = static_cast<Eigen::Index>(rows.size()), p = static_cast<Eigen::Index>(rows.front().size());
  Eigen::MatrixXd x(n, p + 1);
  Eigen::VectorXd y(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    x(i, 0) = 1.0;
    for (Eigen::Index j = 0; j < p; ++j) x(i, j + 1) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    y(i) = labels[static_cast<std::size_t>(i)];
  }
  // Standardise; a constant column takes no part.
  Eigen::VectorXd mean(p), sd(p);
  for (Eigen::Index j = 0; j < p; ++j) {
    mean(j) = x.col(j + 1).mean();
    sd(j) = std::sqrt((x.col(j + 1).array() - mean(j)).square().mean());
    if (sd(j) > 1e-9)
      x.col(j + 1) = (x.col(j + 1).array() - mean(j)) / sd(j);
    else
      x.col(j + 1).setZero();
  }

  Eigen::VectorXd beta = Eigen::VectorXd::Zero(p + 1), penalty = Eigen::VectorXd::Constant(p + 1, ridge);
  penalty(0) = 0.0;
  beta(0) = std::log(y.mean() / (1.0 - y.mean()));
  const auto objective = [&](const Eigen::VectorXd& at) {
    const Eigen::ArrayXd eta = (x * at).array();
    const Eigen::ArrayXd softplus = eta.max(0.0) + (-eta.abs()).exp().log1p();
    return (softplus - y.array() * eta).sum() + 0.5 * penalty.dot(at.cwiseProduct(at));
  };
  for (int step = 0; step < 60; ++step) {
    const Eigen::ArrayXd probability = 1.0 / (1.0 + (-(x * beta).array()).exp());
    const Eigen::VectorXd gradient = x.transpose() * (probability - y.array()).matrix() + penalty.cwiseProduct(beta);
    if (gradient.cwiseAbs().maxCoeff() / static_cast<double>(n) < 1e-8) break;
    const Eigen::VectorXd curvature = probability * (1.0 - probability);
    Eigen::MatrixXd hessian = x.transpose() * curvature.asDiagonal() * x;
    hessian.diagonal() += penalty;
    for (Eigen::Index j = 0; j <= p; ++j)
      if (hessian(j, j) == 0.0) hessian(j, j) = 1.0;
    const Eigen::VectorXd move = hessian.ldlt().solve(gradient);
    double length = 1.0;
    while (length > 1e-6 && objective(beta - length * move) > objective(beta)) length *= 0.5;
    beta -= length * move;
  }

  slopes_.assign(static_cast<std::size_t>(p), 0.0);
  intercept_ = beta(0);
  for (Eigen::Index j = 0; j < p; ++j) {
    if (sd(j) <= 1e-9) continue;
    slopes_[static_cast<std::size_t>(j)] = beta(j + 1) / sd(j);
    intercept_ -= beta(j + 1) * mean(j) / sd(j);
  }
}

double RiskModel::score(const std::vector<double>& features) const {
  double eta = intercept_;
  for (std::size_t j = 0; j < features.size(); ++j) eta += slopes_[j] * features[j];
  return 1.0 / (1.0 + std::exp(-eta));
}

}  // namespace streetlight::peer
