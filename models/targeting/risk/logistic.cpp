#include "models/targeting/risk/logistic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "models/targeting/risk/cross_products.hpp"
#include "models/targeting/risk/logistic_objective.hpp"
#include "models/targeting/risk/standardisation.hpp"
#include "sim/core/check.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/self_check.hpp"
#include "sim/core/wide_clones.hpp"

namespace streetlight::targeting {
namespace {

STREETLIGHT_WIDE_CLONE
void add_feature(const float* __restrict x, float slope, float centre, std::size_t rows, float* __restrict eta) {
  for (std::size_t r = 0; r < rows; ++r) eta[r] += slope * (x[r] - centre);
}

STREETLIGHT_WIDE_CLONE
void fill_scores(const float* __restrict eta, std::size_t rows, float* __restrict out) {
  for (std::size_t r = 0; r < rows; ++r) out[r] = logistic_of(eta[r]);
}

double largest_component(const std::vector<double>& gradient) {
  double largest = 0;
  for (const double g : gradient) largest = std::max(largest, std::abs(g));
  return largest;
}

/// The last step was not looked at, since error_after bounds how far from the optimum it led. `there` is the look: the
/// next Newton step is that distance, but for its square.
void check_optimum(const Objective& there, double error) {
  const NewtonStep next = newton_step(there);
  if (next.damped) return;
  for (std::size_t j = 0; j < next.direction.size(); ++j)
    must_agree(std::abs(next.direction[j]) <= 1.01 * error + 1e-10, "the end of a fit",
               "models/targeting/risk/logistic_objective.hpp", j);
}

}  // namespace

FitReport LogisticRegression::fit(const ObservationBlocks& training, BlockRunner& runner) {
  const TrainingMoments moments = training_moments(training, runner);
  const std::size_t columns = training.feature_names().size() + 1;
  FitReport report{.rows = moments.rows, .weight = moments.weight, .passes = 1};
  report.base_rate = moments.weight > 0 ? moments.positives / moments.weight : 0.0;
  const auto last_base_rate = static_cast<double>(std::exchange(base_rate_, static_cast<float>(report.base_rate)));
  const bool warm = settings_.warm_start && fitted_ && names_ == training.feature_names();
  names_ = training.feature_names();
  if (moments.rows == 0 || report.base_rate <= 0 || report.base_rate >= 1) {
    fitted_ = false;
    standardised_.assign(columns, 0.0);
    raw_.assign(columns, 0.0);
    return report;
  }

  // Start at the base rate. Slopes are those of the last fit, and the intercept is as far from the base rate as it was
  // there: base rates change from one training to the next, and much more than slopes do.
  std::vector<double> beta(columns, 0.0);
  EXPECT(!beta.empty() && (!warm || raw_.size() == columns));
  beta[0] = log_odds_of(report.base_rate);
  if (warm) {
    beta[0] += standardised_[0] - log_odds_of(last_base_rate);
    for (std::size_t j = 1; j < columns; ++j) beta[j] = raw_[j] * moments.scale[j - 1];
  }

  // Newton steps, halved until the objective falls enough (Armijo; the allowance is for rounding near the end), until
  // the next whole step can be trusted without looking where it led.
  const Scaling scaling(moments);
  std::vector<double> farthest;
  for (std::size_t j = 1; j < columns; ++j)
    farthest.push_back(moments.farthest[j - 1] * static_cast<double>(scaling.factor[j - 1]));
  auto precision = HessianPrecision::single_;
  const auto look = [&](const std::vector<double>& where) {
    ++report.passes;
    return logistic_objective(training, runner, scaling, where, settings_.ridge, precision);
  };
  Objective at = look(beta);
  report.error = std::numeric_limits<double>::infinity();
  while (report.passes < settings_.most_passes) {
    const NewtonStep newton = newton_step(at);
    if (newton.damped && precision == HessianPrecision::single_) {
      precision = HessianPrecision::double_;
      at = look(beta);
      continue;
    }
    report.error = error_after(at, newton, farthest);
    const bool flat = largest_component(at.gradient) <= settings_.flat * moments.weight;
    report.converged = flat || report.error <= settings_.tolerance;
    if (report.converged) {
      if (newton.damped) break;
      for (std::size_t j = 0; j < columns; ++j) beta[j] += newton.direction[j];
      if constexpr (checks_itself)
        if (report.error <= settings_.tolerance)
          check_optimum(logistic_objective(training, runner, scaling, beta, settings_.ridge, HessianPrecision::double_),
                        report.error);
      break;
    }
    const double allowance = 1e-12 * (std::abs(at.value) + 1.0);
    bool moved = false;
    for (double step = 1; step > 1e-6 && report.passes < settings_.most_passes && !moved; step *= 0.5) {
      std::vector<double> candidate = beta;
      for (std::size_t j = 0; j < columns; ++j) candidate[j] += step * newton.direction[j];
      Objective there = look(candidate);
      if (there.value <= at.value + 1e-4 * step * newton.slope + allowance) {
        beta = std::move(candidate);
        at = std::move(there);
        moved = true;
      }
    }
    if (!moved) break;
  }

  // Keep both scales; scores use the raw one.
  raw_ = beta;
  standardised_.assign(columns, 0.0);
  for (std::size_t j = 1; j < columns; ++j) {
    raw_[j] = beta[j] * static_cast<double>(scaling.factor[j - 1]);
    raw_[0] -= raw_[j] * static_cast<double>(scaling.centre[j - 1]);
  }
  standardised_[0] = at_centre_ = raw_[0];
  centre_.assign(columns - 1, 0.0f);
  for (std::size_t j = 1; j < columns; ++j) {
    standardised_[j] = raw_[j] * moments.scale[j - 1];
    standardised_[0] += raw_[j] * moments.mean[j - 1];
    centre_[j - 1] = static_cast<float>(moments.mean[j - 1]);
    at_centre_ += raw_[j] * static_cast<double>(centre_[j - 1]);
  }
  fitted_ = true;
  report.fitted = true;
  return report;
}

void LogisticRegression::score(const ObservationBlock& rows, std::span<float> out) const {
  EXPECT(out.size() >= rows.rows());
  if (!fitted_) {
    std::fill_n(out.begin(), rows.rows(), base_rate_);
    return;
  }
  EXPECT(rows.features() + 1 == raw_.size());
  // Scores are single precision, and so is the way to them; from the centre of the training set, lest large terms
  // cancel.
  std::array<float, chunk_rows> eta;
  for (std::size_t first = 0; first < rows.rows(); first += chunk_rows) {
    const std::size_t count = std::min(chunk_rows, rows.rows() - first);
    eta.fill(static_cast<float>(at_centre_));
    for (std::size_t j = 0; j < rows.features(); ++j) {
      const auto slope = static_cast<float>(raw_[j + 1]);
      if (slope != 0.0f) add_feature(rows.feature(j).data() + first, slope, centre_[j], count, eta.data());
    }
    fill_scores(eta.data(), count, out.data() + first);
  }
}

std::vector<Coefficient> LogisticRegression::coefficients() const {
  std::vector<Coefficient> result;
  for (std::size_t j = 0; j < raw_.size(); ++j)
    result.push_back({j == 0 ? "intercept" : names_[j - 1], standardised_[j], raw_[j]});
  return result;
}

}  // namespace streetlight::targeting
