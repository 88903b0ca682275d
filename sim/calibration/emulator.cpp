#include "sim/calibration/emulator.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

using Eigen::Index;

constexpr double nothing_left = 1e-24;         // of the squares: the values are met exactly
constexpr double hardly_new = 1e-9;            // of a candidate's square that is not in those chosen
constexpr std::size_t steps_without_gain = 4;  // after which nobody looks further

/// Chooses terms one after another. The candidates stay as they are: what of each is new beside those chosen is kept as
/// a square, so that a step costs two products of the matrix with a vector.
class ForwardSelection {
 public:
  ForwardSelection(const Eigen::MatrixXd& columns, const Eigen::VectorXd& values)
      : columns_(columns), count_(static_cast<double>(columns.rows())), rest_(values) {
    const Eigen::VectorXd ones = Eigen::VectorXd::Constant(columns.rows(), 1 / std::sqrt(count_));
    square_ = columns.colwise().squaredNorm().transpose();
    new_square_ = square_;
    take(ones);
    total_ = rest_.squaredNorm();
  }

  std::vector<std::size_t> choose() {
    const auto most = static_cast<std::size_t>(std::min<double>(count_ / 2, static_cast<double>(columns_.cols())));
    std::size_t best_size = 0, in_vain = 0;
    double best = criterion();
    while (chosen_.size() < most && in_vain < steps_without_gain && total_ > 0 &&
           rest_.squaredNorm() > nothing_left * total_ && step()) {
      const double now = criterion();
      ++in_vain;
      if (now < best) {
        best = now;
        best_size = chosen_.size();
        in_vain = 0;
      }
    }
    chosen_.resize(best_size);
    return chosen_;
  }

 private:
  /// n log(rest) + k log n + 2 log(number of sets of k terms): the smaller the better.
  double criterion() const {
    const auto k = static_cast<double>(chosen_.size());
    const auto p = static_cast<double>(columns_.cols());
    const double sets = std::lgamma(p + 1) - std::lgamma(k + 1) - std::lgamma(p - k + 1);
    const double rest = std::max(rest_.squaredNorm(), std::numeric_limits<double>::min());
    return count_ * std::log(rest) + k * std::log(count_) + 2 * sets;
  }

  /// Adds the term that explains most; false when none is left.
  bool step() {
    const Eigen::VectorXd product = columns_.transpose() * rest_;
    Index best = -1;
    double most = 0;
    for (Index k = 0; k < columns_.cols(); ++k) {
      if (new_square_(k) <= hardly_new * square_(k)) continue;
      const double gain = product(k) * product(k) / new_square_(k);
      if (gain > most) {
        most = gain;
        best = k;
      }
    }
    if (best < 0) return false;
    Eigen::VectorXd direction = columns_.col(best);
    for (int twice = 0; twice < 2; ++twice)
      for (const auto& known : known_) direction -= known * known.dot(direction);
    const double length = direction.norm();
    new_square_(best) = 0;
    if (!(length * length > hardly_new * square_(best))) return step();
    chosen_.push_back(static_cast<std::size_t>(best));
    take(direction / length);
    return true;
  }

  /// Takes a direction out of what is left and out of what is new in each candidate.
  void take(const Eigen::VectorXd& direction) {
    rest_ -= direction * direction.dot(rest_);
    const Eigen::VectorXd share = columns_.transpose() * direction;
    new_square_ -= share.cwiseAbs2();
    known_.push_back(direction);
  }

  const Eigen::MatrixXd& columns_;
  double count_;
  Eigen::VectorXd rest_, square_, new_square_;
  double total_ = 0;
  std::vector<Eigen::VectorXd> known_;
  std::vector<std::size_t> chosen_;
};

}  // namespace

Emulator fit_terms(const CandidateBasis& basis, const std::vector<std::size_t>& chosen, const Eigen::VectorXd& values) {
  const auto n = static_cast<Index>(basis.points());
  EXPECT(values.size() == n && static_cast<Index>(chosen.size()) < n);
  Eigen::MatrixXd design(n, static_cast<Index>(chosen.size()) + 1);
  design.col(0).setOnes();
  for (std::size_t k = 0; k < chosen.size(); ++k)
    design.col(static_cast<Index>(k) + 1) = basis.columns().col(static_cast<Index>(chosen[k]));
  const Eigen::HouseholderQR<Eigen::MatrixXd> decomposition(design);
  const Eigen::VectorXd factors = decomposition.solve(values);
  const Eigen::MatrixXd thin = decomposition.householderQ() * Eigen::MatrixXd::Identity(n, design.cols());
  const Eigen::VectorXd residual = values - design * factors;
  const Eigen::VectorXd leverage = thin.rowwise().squaredNorm();

  Emulator emulator;
  emulator.terms = chosen.size();
  emulator.mean = basis.in_cube(factors(0), chosen, factors.tail(factors.size() - 1));
  double square = 0;
  for (Index i = 0; i < n; ++i) {
    // A point that the fit goes through whatever its value has no error of its own to tell
    emulator.errors.push_back(residual(i) / std::max(1 - leverage(i), 1e-9));
    square += emulator.errors.back() * emulator.errors.back();
  }
  emulator.variance = square / static_cast<double>(n);
  const double spread = (values.array() - values.mean()).square().mean();
  emulator.explained = spread > 0 ? 1 - emulator.variance / spread : 1;
  return emulator;
}

Emulator fit_emulator(const CandidateBasis& basis, const Eigen::VectorXd& values) {
  return fit_terms(basis, ForwardSelection(basis.columns(), values).choose(), values);
}

}  // namespace streetlight
