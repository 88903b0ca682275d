#include "models/targeting/risk/logistic.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/targeting/risk/cross_products.hpp"
#include "models/targeting/risk/logistic_link.hpp"
#include "models/targeting/risk/standardisation.hpp"
#include "sim/core/check.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight::targeting {
namespace {

/// Value and derivatives of the objective (or of one block's share of it).
struct Objective {
  double value = 0;
  std::vector<double> gradient;
  std::vector<double> hessian;  // upper triangle

  explicit Objective(std::size_t columns) : gradient(columns), hessian(columns * columns) {}
  void operator+=(const Objective& other) {
    value += other.value;
    for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += other.gradient[i];
    for (std::size_t i = 0; i < hessian.size(); ++i) hessian[i] += other.hessian[i];
  }
};

struct Scratch {
  DesignChunk chunk;
  IncludedRows positions;
};

/// The share of one block: rows in chunks, standardised in double.
void add_block(const ObservationBlock& block, const TrainingMoments& moments, std::span<const double> beta,
               Scratch& scratch, Objective& into) {
  auto& [chunk, positions] = scratch;
  const auto label = block.label();
  const std::size_t rows = positions.find(block);
  const bool whole = rows == block.rows();
  std::array<double, chunk_rows> w, y, eta, loss, residual, curvature;
  for (std::size_t first = 0; first < rows; first += chunk_rows) {
    const std::size_t count = std::min(chunk_rows, rows - first);

    // Standardise. Padding rows hold zeros and weigh nothing.
    std::fill_n(chunk.column(0), chunk_rows, 1.0);
    for (std::size_t j = 0; j < block.features(); ++j) {
      const float* x = block.feature(j).data();
      double* column = chunk.column(j + 1);
      const double mean = moments.mean[j];
      const double inverse = moments.scale[j] > 0 ? 1.0 / moments.scale[j] : 0.0;
      if (whole)
        for (std::size_t r = 0; r < count; ++r) column[r] = (static_cast<double>(x[first + r]) - mean) * inverse;
      else
        for (std::size_t r = 0; r < count; ++r)
          column[r] = (static_cast<double>(x[positions[first + r]]) - mean) * inverse;
      std::fill(column + count, column + chunk_rows, 0.0);
    }

    // Residuals and curvatures at the present coefficients.
    chunk.predict(beta, eta);
    w.fill(0.0);
    y.fill(0.0);
    for (std::size_t r = 0; r < count; ++r) {
      w[r] = block.total_weight(positions[first + r]);
      y[r] = label[positions[first + r]] != 0 ? 1.0 : 0.0;
    }
    for (std::size_t r = 0; r < chunk_rows; ++r) {
      const LogisticTerm term = logistic_term(eta[r]);
      loss[r] = w[r] * (term.softplus - y[r] * eta[r]);
      residual[r] = w[r] * (term.probability - y[r]);
      curvature[r] = w[r] * term.probability * (1.0 - term.probability);
    }
    into.value += sum_of(loss);
    chunk.add_gradient(residual, into.gradient);
    chunk.add_hessian(curvature, into.hessian);
  }
}

Objective evaluate(const ObservationBlocks& training, BlockRunner& runner, const TrainingMoments& moments,
                   std::span<const double> beta, double ridge) {
  const std::size_t columns = beta.size();
  std::vector<Objective> by_block(block_count(training.rows()), Objective(columns));
  for_each_read(
      training, runner,
      [&] {
        return Scratch{DesignChunk(columns), IncludedRows()};
      },
      [&](std::size_t block, const ObservationBlock& rows, Scratch& scratch) {
        add_block(rows, moments, beta, scratch, by_block[block]);
      });
  Objective total(columns);
  for (const Objective& share : by_block) total += share;
  for (std::size_t j = 1; j < columns; ++j) {
    total.value += 0.5 * ridge * beta[j] * beta[j];
    total.gradient[j] += ridge * beta[j];
    total.hessian[j * columns + j] += ridge;
  }
  // A constant column takes no part: a unit diagonal keeps its coefficient at 0 whatever the ridge.
  for (std::size_t j = 1; j < columns; ++j)
    if (moments.scale[j - 1] == 0) total.hessian[j * columns + j] += 1.0;
  return total;
}

/// Direction -H^-1 g. When H is singular (collinear features, no ridge) it is damped until it is not.
std::vector<double> newton_direction(const Objective& at) {
  const std::size_t columns = at.gradient.size();
  std::vector<double> direction(columns);
  double largest = 0;
  for (std::size_t j = 0; j < columns; ++j) largest = std::max(largest, at.hessian[j * columns + j]);
  for (double damping = 0;; damping = damping == 0 ? 1e-10 * largest + 1e-300 : 10 * damping) {
    std::vector<double> a = at.hessian;
    for (std::size_t j = 0; j < columns; ++j) a[j * columns + j] += damping;
    if (solve_symmetric(a, at.gradient, direction)) break;
    if (!std::isfinite(damping)) return std::vector<double>(columns, 0.0);
  }
  for (double& d : direction) d = -d;
  return direction;
}

double largest_component(const std::vector<double>& gradient) {
  double largest = 0;
  for (const double g : gradient) largest = std::max(largest, std::abs(g));
  return largest;
}

}  // namespace

FitReport LogisticRegression::fit(const ObservationBlocks& training, BlockRunner& runner) {
  const TrainingMoments moments = training_moments(training, runner);
  const std::size_t columns = training.feature_names().size() + 1;
  FitReport report{.rows = moments.rows, .weight = moments.weight, .passes = 1};
  report.base_rate = moments.weight > 0 ? moments.positives / moments.weight : 0.0;
  base_rate_ = static_cast<float>(report.base_rate);
  const bool warm = settings_.warm_start && fitted_ && names_ == training.feature_names();
  names_ = training.feature_names();
  if (moments.rows == 0 || report.base_rate <= 0 || report.base_rate >= 1) {
    fitted_ = false;
    standardised_.assign(columns, 0.0);
    raw_.assign(columns, 0.0);
    return report;
  }

  // Start at the base rate, or where the last fit ended, taken over to this training set's scale.
  std::vector<double> beta(columns, 0.0);
  EXPECT(!beta.empty() && (!warm || raw_.size() == columns));
  if (warm) {
    beta.front() = raw_.front();
    for (std::size_t j = 1; j < columns; ++j) {
      if (moments.scale[j - 1] == 0) continue;
      beta[0] += raw_[j] * moments.mean[j - 1];
      beta[j] = raw_[j] * moments.scale[j - 1];
    }
  } else {
    beta.front() = log_odds_of(report.base_rate);
  }

  // Newton steps, halved until the objective falls enough (Armijo). The allowance is for rounding near the end.
  Objective at = evaluate(training, runner, moments, beta, settings_.ridge);
  ++report.passes;
  report.gradient = largest_component(at.gradient) / moments.weight;
  while (report.gradient > settings_.tolerance && report.passes < settings_.most_passes) {
    const std::vector<double> direction = newton_direction(at);
    double slope = 0;
    for (std::size_t j = 0; j < columns; ++j) slope += at.gradient[j] * direction[j];
    const double allowance = 1e-12 * (std::abs(at.value) + 1.0);
    bool moved = false;
    for (double step = 1; step > 1e-6 && report.passes < settings_.most_passes && !moved; step *= 0.5) {
      std::vector<double> candidate = beta;
      for (std::size_t j = 0; j < columns; ++j) candidate[j] += step * direction[j];
      Objective there = evaluate(training, runner, moments, candidate, settings_.ridge);
      ++report.passes;
      if (there.value <= at.value + 1e-4 * step * slope + allowance) {
        beta = std::move(candidate);
        at = std::move(there);
        moved = true;
      }
    }
    if (!moved) break;
    report.gradient = largest_component(at.gradient) / moments.weight;
  }

  // Keep both scales; scores use the raw one.
  raw_ = beta;
  for (std::size_t j = 1; j < columns; ++j) {
    if (moments.scale[j - 1] == 0)
      raw_[j] = beta[j] = 0;
    else
      raw_[j] = beta[j] / moments.scale[j - 1];
    raw_[0] -= raw_[j] * moments.mean[j - 1];
  }
  standardised_ = std::move(beta);
  fitted_ = true;
  report.fitted = true;
  report.converged = report.gradient <= settings_.tolerance;
  return report;
}

void LogisticRegression::score(const ObservationBlock& rows, std::span<float> out) const {
  EXPECT(out.size() >= rows.rows());
  if (!fitted_) {
    std::fill_n(out.begin(), rows.rows(), base_rate_);
    return;
  }
  EXPECT(rows.features() + 1 == raw_.size());
  std::array<double, chunk_rows> eta;
  for (std::size_t first = 0; first < rows.rows(); first += chunk_rows) {
    const std::size_t count = std::min(chunk_rows, rows.rows() - first);
    eta.fill(raw_[0]);
    for (std::size_t j = 0; j < rows.features(); ++j) {
      const float* x = rows.feature(j).data() + first;
      const double slope = raw_[j + 1];
      if (slope == 0) continue;
      for (std::size_t r = 0; r < count; ++r) eta[r] += slope * static_cast<double>(x[r]);
    }
    for (std::size_t r = 0; r < count; ++r) out[first + r] = static_cast<float>(logistic_of(eta[r]));
  }
}

std::vector<Coefficient> LogisticRegression::coefficients() const {
  std::vector<Coefficient> result;
  for (std::size_t j = 0; j < raw_.size(); ++j)
    result.push_back({j == 0 ? "intercept" : names_[j - 1], standardised_[j], raw_[j]});
  return result;
}

}  // namespace streetlight::targeting
