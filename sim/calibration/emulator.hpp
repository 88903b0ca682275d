#pragma once
/// An emulator: a quick stand-in for the simulator's value of one target. A quadratic with few terms, chosen one after
/// another (the one that explains most of what is left, by the extended criterion of Chen and Chen 2008, which allows
/// for how many terms there were to choose from), fitted by least squares.
///
/// Its error is found by leaving out each training point in turn, in closed form: e_i = r_i / (1 - h_i), r_i the
/// residual and h_i the diagonal of the hat matrix (Allen 1974). The mean square of these errors is the emulator's
/// variance; it holds the simulator's noise, too. Neglected: that the choice of terms is not made anew for each point
/// left out, and that the error is larger at the edge of the training points than in the middle.

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "sim/calibration/candidate_basis.hpp"

namespace streetlight {

struct Emulator {
  Quadratic mean;
  double variance = 0;         ///< mean square of the errors below
  double explained = 0;        ///< 1 - variance / variance of the values
  std::vector<double> errors;  ///< leave-one-out, by training point
  std::size_t terms = 0;       ///< chosen, beside the constant
};

/// Fits `values` at the basis's points.
Emulator fit_emulator(const CandidateBasis& basis, const Eigen::VectorXd& values);

/// The same with these terms of the basis, without a choice.
Emulator fit_terms(const CandidateBasis& basis, const std::vector<std::size_t>& chosen, const Eigen::VectorXd& values);

}  // namespace streetlight
