#include "models/targeting/risk/logistic_objective.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "models/targeting/risk/cross_products.hpp"
#include "models/targeting/risk/lanes.hpp"
#include "models/targeting/risk/learner.hpp"
#include "models/targeting/risk/logistic_link.hpp"
#include "models/targeting/risk/symmetric.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight::targeting {
namespace {

struct ObjectiveScratch {
  DesignChunk chunk;
  IncludedRows positions;
  std::array<double, chunk_rows> weight, label;
};

/// Puts the rows row_at(0) to row_at(count - 1) of a block into the chunk, standardised. Padding rows hold zeros and
/// weigh nothing.
template <class RowAt>
void fill(const ObservationBlock& block, const Scaling& scaling, RowAt row_at, std::size_t count,
          ObjectiveScratch& scratch) {
  DesignChunk& chunk = scratch.chunk;
  chunk.begin(count);
  const auto pad = [&](auto* column) { std::fill(column + count, column + chunk.padded_rows(), 0); };
  std::fill_n(chunk.column(0), chunk.padded_rows(), 1.0f);
  for (std::size_t j = 0; j < block.features(); ++j) {
    const float* __restrict x = block.feature(j).data();
    float* __restrict column = chunk.column(j + 1);
    const float centre = scaling.centre[j], factor = scaling.factor[j];
    for (std::size_t r = 0; r < count; ++r) column[r] = (x[row_at(r)] - centre) * factor;
    pad(column);
  }
  const float* __restrict weight = block.weight().data();
  const std::uint16_t* __restrict number = block.count().data();
  const std::uint8_t* __restrict label = block.label().data();
  double* __restrict w = scratch.weight.data();
  double* __restrict y = scratch.label.data();
  for (std::size_t r = 0; r < count; ++r) w[r] = static_cast<double>(weight[row_at(r)]) * number[row_at(r)];
  for (std::size_t r = 0; r < count; ++r) y[r] = label[row_at(r)] != 0 ? 1.0 : 0.0;
  pad(w);
  pad(y);
}

/// The share of one block, in chunks of rows.
void add_block(const ObservationBlock& block, const Scaling& scaling, std::span<const double> beta,
               ObjectiveScratch& scratch, Objective& into) {
  const std::size_t rows = scratch.positions.find(block);
  const bool whole = rows == block.rows();
  const auto &w = scratch.weight, &y = scratch.label;
  std::array<double, chunk_rows> eta, loss, residual, curvature;
  std::array<float, chunk_rows> rounded;
  for (std::size_t first = 0; first < rows; first += chunk_rows) {
    const std::size_t count = std::min(chunk_rows, rows - first);
    if (whole)
      fill(
          block, scaling, [&](std::size_t r) { return first + r; }, count, scratch);
    else
      fill(
          block, scaling, [&](std::size_t r) { return scratch.positions[first + r]; }, count, scratch);

    // Residuals and curvatures at the present coefficients.
    const std::size_t padded = scratch.chunk.padded_rows();
    scratch.chunk.predict(beta, eta);
    for (std::size_t r = 0; r < padded; ++r) {
      const LogisticTerm term = logistic_term(eta[r]);
      loss[r] = w[r] * (term.softplus - y[r] * eta[r]);
      residual[r] = w[r] * (term.probability - y[r]);
      curvature[r] = w[r] * term.probability * (1.0 - term.probability);
    }
    into.value += sum_of_terms(padded, [&](std::size_t r) { return load(&loss[r]); });
    scratch.chunk.add_gradient(residual, into.gradient);
    if (into.precision == HessianPrecision::double_) {
      scratch.chunk.add_hessian(curvature, into.hessian);
    } else {
      std::copy_n(curvature.begin(), padded, rounded.begin());
      scratch.chunk.add_hessian(rounded, into.hessian);
    }
  }
}

}  // namespace

Scaling::Scaling(const TrainingMoments& moments) {
  for (std::size_t j = 0; j < moments.mean.size(); ++j) {
    centre.push_back(static_cast<float>(moments.mean[j]));
    factor.push_back(moments.scale[j] > 0 ? static_cast<float>(1.0 / moments.scale[j]) : 0.0f);
  }
}

void Objective::operator+=(const Objective& other) {
  value += other.value;
  for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += other.gradient[i];
  for (std::size_t i = 0; i < hessian.size(); ++i) hessian[i] += other.hessian[i];
}

Objective logistic_objective(const ObservationBlocks& training, BlockRunner& runner, const Scaling& scaling,
                             std::span<const double> beta, double ridge, HessianPrecision precision) {
  const std::size_t columns = beta.size();
  std::vector<Objective> by_block(block_count(training.rows()), Objective(columns, precision));
  for_each_read(
      training, runner,
      [&] {
        return ObjectiveScratch{DesignChunk(columns), {}, {}, {}};
      },
      [&](std::size_t block, const ObservationBlock& rows, ObjectiveScratch& scratch) {
        add_block(rows, scaling, beta, scratch, by_block[block]);
      });
  Objective total(columns, precision);
  for (const Objective& share : by_block) total += share;
  for (std::size_t j = 1; j < columns; ++j) {
    total.value += 0.5 * ridge * beta[j] * beta[j];
    total.gradient[j] += ridge * beta[j];
    total.hessian[j * columns + j] += ridge;
    // A constant column takes no part: a unit diagonal keeps its coefficient at 0 whatever the ridge.
    if (scaling.factor[j - 1] == 0) total.hessian[j * columns + j] += 1.0;
  }
  return total;
}

/// Pivots below this share of the largest diagonal element of the Hessian say nothing.
static double resolution(const Objective& at) {
  return at.precision == HessianPrecision::double_ ? 1e-13 : 16 * hessian_rounding;
}

NewtonStep newton_step(const Objective& at) {
  const std::size_t columns = at.gradient.size();
  NewtonStep step{std::vector<double>(columns)};
  double largest = 0;
  for (std::size_t j = 0; j < columns; ++j) largest = std::max(largest, at.hessian[j * columns + j]);
  for (double damping = 0;; damping = damping == 0 ? 1e3 * resolution(at) * largest + 1e-300 : 10 * damping) {
    std::vector<double> a = at.hessian;
    for (std::size_t j = 0; j < columns; ++j) a[j * columns + j] += damping;
    step.damped = damping > 0;
    if (solve_symmetric(a, at.gradient, resolution(at), step.direction)) break;
    if (!std::isfinite(damping)) return {std::vector<double>(columns, 0.0), 0.0, true};
  }
  for (std::size_t j = 0; j < columns; ++j) {
    step.direction[j] = -step.direction[j];
    step.slope += at.gradient[j] * step.direction[j];
  }
  return step;
}

double error_after(const Objective& at, const NewtonStep& step, std::span<const double> farthest) {
  constexpr double none = std::numeric_limits<double>::infinity();
  const std::size_t columns = at.gradient.size();
  double reach = std::abs(step.direction[0]);
  for (std::size_t j = 1; j < columns; ++j) reach += std::abs(step.direction[j]) * farthest[j - 1];
  std::vector<double> inverse(columns * columns);
  if (step.damped || reach > 0.5 || !invert_symmetric(at.hessian, resolution(at), inverse)) return none;

  // Each entry of the Hessian times the step may be off by its rounding.
  double moved = 0;
  for (std::size_t j = 0; j < columns; ++j)
    moved += std::sqrt(at.hessian[j * columns + j]) * std::abs(step.direction[j]);
  double largest = 0;
  for (std::size_t j = 0; j < columns; ++j) {
    const double standard_error = std::sqrt(inverse[j * columns + j]);
    double rounding = 0;
    for (std::size_t k = 0; k < columns; ++k)
      rounding += std::abs(inverse[j * columns + k]) * std::sqrt(at.hessian[k * columns + k]);
    largest =
        std::max(largest, reach * exp_of(reach) * std::sqrt(-step.slope) * standard_error +
                              (at.precision == HessianPrecision::single_ ? hessian_rounding * moved * rounding : 0.0));
  }
  return largest;
}

}  // namespace streetlight::targeting
