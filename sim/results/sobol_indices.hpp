#pragma once
/// Variance-based sensitivity: which share of an outcome's variance over the design goes back to each parameter.
///
///     first order   S_i = Var(E[y | x_i]) / Var(y)           alone
///     total         T_i = E[Var(y | all but x_i)] / Var(y)   alone and together with others
///
/// from a Saltelli design with rows f(A), f(A with x_i from B) =: f(A_i), f(B):
///
///     S_i ~ mean of f(B) (f(A_i) - f(A)) / V        (Saltelli et al. 2010, table 2 b), f less its mean
///     T_i ~ mean of (f(A) - f(A_i))^2 / (2 V)       (Jansen 1999)
///     V   =  variance of all f(A) and f(B)
///
/// Intervals: the rows come from copies of a Sobol sequence, each shifted independently of the others. Rows of one copy
/// are far more even than independent ones, so a bootstrap over rows would give intervals two to three times too wide.
/// The copies are independent: the standard error is the jackknife's over them, with Student's t. A total index cannot
/// be negative and its errors are skewed near 0, so its interval is made for the logarithm. All points have the random
/// numbers of the same replicates, so their spread does not fall with the number of rows: with two replicates or more
/// the jackknife leaves out one of them, too, and a copy and one of them together (CrossedVariances). Coverage was
/// measured on functions with known indices (tests/unit/results): with fewer than `fewest_rows` it falls below 92 %,
/// and there are none.
///
/// Parameters must vary independently, as they do in the design. Neglected: interactions pair by pair.

#include <optional>
#include <span>
#include <vector>

#include "sim/experiment/sensitivity_designs.hpp"
#include "sim/results/mean_interval.hpp"

namespace streetlight {

/// Intervals need so many: six of each copy.
constexpr std::size_t fewest_rows = 6 * saltelli_shifts;

struct SobolIndex {
  double first = 0;
  double total = 0;
  MeanInterval first_interval{}, total_interval{};
};

struct SobolIndices {
  double mean = 0;
  double variance = 0;
  std::size_t rows = 0;          ///< used
  std::size_t dropped = 0;       ///< rows with a value that does not exist
  bool over_replicates = false;  ///< the intervals hold the spread between replicates
  std::vector<SobolIndex> parameters;
};

/// `outcomes` holds rows of parameters + 2 values in the order of the design: means over the replicates, which
/// `replicates` holds one by one; all of them have every row that is used. Indices are NaN when the outcome does not
/// vary.
SobolIndices sobol_indices(std::span<const double> outcomes, std::size_t parameters,
                           const std::vector<std::span<const double>>& replicates = {});

}  // namespace streetlight
