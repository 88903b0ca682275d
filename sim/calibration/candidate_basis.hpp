#pragma once
/// The terms that an emulator may choose from: each input, its square, and each product of two, over inputs that are
/// centred and scaled by the training points, so that terms of a small region are as well told apart as those of a wide
/// one. Shared by the emulators of all targets.

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "sim/calibration/prior.hpp"
#include "sim/calibration/quadratic.hpp"

namespace streetlight {

class CandidateBasis {
 public:
  struct Term {
    std::uint32_t i = 0, j = 0;
    bool linear = false;  ///< x_i alone
  };

  explicit CandidateBasis(const std::vector<CubePoint>& points);

  std::size_t points() const { return static_cast<std::size_t>(columns_.rows()); }
  const std::vector<Term>& terms() const { return terms_; }
  /// [point][term]
  const Eigen::MatrixXd& columns() const { return columns_; }

  /// The quadratic in the cube's coordinates with these coefficients of the constant and of chosen terms.
  Quadratic in_cube(double constant, const std::vector<std::size_t>& chosen, const Eigen::VectorXd& factors) const;

 private:
  std::vector<double> centre_, scale_;
  std::vector<Term> terms_;
  Eigen::MatrixXd columns_;
};

}  // namespace streetlight
