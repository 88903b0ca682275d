#include "sim/calibration/sensitivity_matrix.hpp"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <Eigen/SVD>
#include <cmath>
#include <limits>

#include "sim/calibration/wave_emulators.hpp"
#include "sim/core/check.hpp"

namespace streetlight {

namespace {

const double spread_of_prior = std::sqrt(1.0 / 12);  // of the unit cube, along an edge

std::vector<double> mean_slopes(const Quadratic& mean, const std::vector<CubePoint>& points,
                                const std::vector<double>& weights) {
  std::vector<double> sum(mean.linear().size());
  for (std::size_t p = 0; p < points.size(); ++p) {
    const auto slopes = mean.gradient(points[p]);
    for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += weights[p] * slopes[j];
  }
  return sum;
}

/// Largest first: those of the triangle R of A = QR, or of A' = QR where A is wider than high, which are A's own. (The
/// decomposition can do this step itself, and then brings every shape of matrix along, 7 seconds of the compiler's
/// time.)
Eigen::VectorXd singular_values(const Eigen::MatrixXd& a) {
  const Eigen::MatrixXd high = a.rows() < a.cols() ? Eigen::MatrixXd(a.transpose()) : a;
  const Eigen::MatrixXd packed = Eigen::HouseholderQR<Eigen::MatrixXd>(high).matrixQR();
  const Eigen::MatrixXd triangle = packed.topRows(high.cols()).triangularView<Eigen::Upper>();
  return Eigen::JacobiSVD<Eigen::MatrixXd, Eigen::NoQRPreconditioner>(triangle).singularValues();
}

}  // namespace

SensitivityMatrix sensitivity_matrix(const std::vector<TargetEmulator>& emulators, std::size_t targets,
                                     const std::vector<CubePoint>& points, const std::vector<double>& weights) {
  EXPECT(!points.empty() && points.size() == weights.size());
  const std::size_t parameters = points.front().size();
  SensitivityMatrix result;
  result.rows.assign(targets, std::vector<double>(parameters, std::numeric_limits<double>::quiet_NaN()));
  const auto width = static_cast<Eigen::Index>(parameters);
  Eigen::MatrixXd known(0, width);
  for (const TargetEmulator& one : emulators) {
    if (!one.used || !one.has_likelihood()) continue;
    std::vector<double>& row = result.rows[one.target];
    row = mean_slopes(one.emulator.mean, points, weights);
    for (double& slope : row) slope *= spread_of_prior / one.likelihood_spread();
    known.conservativeResize(known.rows() + 1, width);
    known.row(known.rows() - 1) = Eigen::Map<const Eigen::RowVectorXd>(row.data(), width);
  }
  if (known.rows() == 0) {
    result.variance_left.assign(parameters, 1);
    return result;
  }
  const Eigen::VectorXd values = singular_values(known);
  result.singular_values.assign(values.data(), values.data() + values.size());
  const Eigen::MatrixXd precision = Eigen::MatrixXd::Identity(width, width) + known.transpose() * known;
  const Eigen::VectorXd left = precision.llt().solve(Eigen::MatrixXd::Identity(width, width)).diagonal();
  result.variance_left.assign(left.data(), left.data() + left.size());
  return result;
}

}  // namespace streetlight
