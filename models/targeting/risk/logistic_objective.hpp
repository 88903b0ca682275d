#pragma once
/// What a ridge logistic regression minimises (logistic.hpp), with its first two derivatives: one reading of the
/// training set each.

#include <cstddef>
#include <span>
#include <vector>

#include "models/targeting/risk/observation.hpp"
#include "models/targeting/risk/standardisation.hpp"
#include "sim/core/blocks.hpp"

namespace streetlight::targeting {

/// Centre and reciprocal scale of each feature as they are used: in single precision. A centre that is rounded moves
/// the intercept alone; a scale that is rounded moves the penalty by a ten-millionth.
struct Scaling {
  std::vector<float> centre, factor;  ///< factor 0: a constant column
  explicit Scaling(const TrainingMoments& moments);
};

/// How the Hessian is summed. Single precision tells directions apart whose curvatures differ by less than about 30,000
/// times; more nearly collinear features need double.
enum class HessianPrecision { single_, double_ };

struct Objective {
  HessianPrecision precision;
  double value = 0;
  std::vector<double> gradient;
  std::vector<double> hessian;  ///< upper triangle, row-major

  Objective(std::size_t columns, HessianPrecision how)
      : precision(how), gradient(columns), hessian(columns * columns) {}
  void operator+=(const Objective& other);
};

/// At coefficients `beta` of the standardised features, intercept first. Same bits for any number of threads.
Objective logistic_objective(const ObservationBlocks& training, BlockRunner& runner, const Scaling& scaling,
                             std::span<const double> beta, double ridge, HessianPrecision precision);

/// Direction -H^-1 g. When H is singular as far as it is known (collinear features) it is damped until it is not.
struct NewtonStep {
  std::vector<double> direction;
  double slope = 0;  ///< of the objective along it, at its foot: minus the squared Newton decrement
  bool damped = false;
};
NewtonStep newton_step(const Objective& at);

/// Bound on how far any coefficient is from the optimum where a whole, undamped step d leads. The predictors move by at
/// most r = sum_j |d_j| max|z_j| along it (`farthest` are these largest |z_j|), and the third derivative of the
/// log-likelihood is at most its second (Bach 2010), so the curvature changes by at most a factor e^r. What is left is
/// then at most r e^r times the Newton decrement, in standard errors of the coefficients (for r up to 1/2; beyond,
/// nothing is promised: infinity). To it comes what rounding in the Hessian leaves.
double error_after(const Objective& at, const NewtonStep& step, std::span<const double> farthest);

}  // namespace streetlight::targeting
