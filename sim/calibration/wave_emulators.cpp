#include "sim/calibration/wave_emulators.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

constexpr double finest_spread = 0.01;  // of half a tolerance: no figure is known better
constexpr std::size_t fewest_points = 10;
constexpr double least_explained = 0.1;  // of the variance, where the tolerance is not met everywhere anyway
constexpr double far_error = 4;          // spreads
constexpr double most_far = 0.03;        // of the points

/// Points that have a value for a target: their indices.
using Rows = std::vector<std::size_t>;

Rows rows_with_value(const ScaledGoal& goal, const std::vector<std::vector<double>>& values, std::size_t target) {
  Rows rows;
  for (std::size_t p = 0; p < values.size(); ++p)
    if (std::isfinite(goal.to_scale(values[p][target]))) rows.push_back(p);
  return rows;
}

std::vector<double> of_target(const std::vector<std::vector<double>>& values, std::size_t target) {
  std::vector<double> column;
  for (const auto& row : values) column.push_back(row[target]);
  return column;
}

/// Why the emulator cannot be used; "" when it can.
std::string fault_of(const TargetEmulator& fitted, const Eigen::VectorXd& values) {
  const double spread = std::sqrt(fitted.emulator.variance);
  if (!std::isfinite(spread)) return "its error cannot be computed";
  const auto far = std::count_if(fitted.emulator.errors.begin(), fitted.emulator.errors.end(),
                                 [&](double e) { return std::abs(e) > far_error * spread; });
  if (static_cast<double>(far) > most_far * static_cast<double>(fitted.emulator.errors.size()))
    return "it errs by more than four times its spread at " + std::to_string(far) + " of " +
           std::to_string(fitted.emulator.errors.size()) + " points";
  const auto outside = (values.array() < fitted.goal->low() || values.array() > fitted.goal->high()).count();
  if (fitted.emulator.explained < least_explained && outside > 0)
    return "it explains " + std::to_string(static_cast<int>(std::max(0.0, 100 * fitted.emulator.explained))) +
           " % of the variance";
  return "";
}

}  // namespace

double TargetEmulator::least_spread() const {
  const double half = goal->half_width();
  return std::isfinite(half) && half > 0 ? finest_spread * half : 1e-9;
}

double TargetEmulator::relative_spread() const {
  const double half = goal->half_width();
  return std::isfinite(half) ? spread() / half : std::numeric_limits<double>::quiet_NaN();
}

double TargetEmulator::spread() const { return std::max(std::sqrt(emulator.variance), least_spread()); }

double TargetEmulator::error_spread() const {
  return own_error ? *own_error : std::sqrt(std::max(0.0, emulator.variance - noise * noise));
}

bool TargetEmulator::has_likelihood() const {
  const double half = goal->half_width();
  return std::isfinite(half) && half > 0;
}

double TargetEmulator::likelihood_spread() const { return std::hypot(goal->figure_spread(), error_spread()); }

std::vector<TargetEmulator> fit_wave(const std::vector<TargetGoal>& goals, const std::vector<CubePoint>& points,
                                     const std::vector<std::vector<double>>& values, BlockRunner& blocks) {
  EXPECT(points.size() == values.size());
  std::vector<TargetEmulator> fitted;
  std::vector<Rows> rows;
  std::map<Rows, std::optional<CandidateBasis>> bases;  // most targets have a value everywhere, and share one
  for (std::size_t target = 0; target < goals.size(); ++target) {
    if (goals[target].held_out) continue;
    auto& one = fitted.emplace_back();
    one.target = target;
    one.goal.emplace(goals[target], of_target(values, target));
    rows.push_back(rows_with_value(*one.goal, values, target));
    bases[rows.back()];
  }
  for (auto& [of, basis] : bases) {
    if (of.size() < fewest_points) continue;
    std::vector<CubePoint> chosen;
    for (const std::size_t p : of) chosen.push_back(points[p]);
    basis.emplace(chosen);
  }
  blocks.for_each(fitted.size(), [&](std::size_t k) {
    TargetEmulator& one = fitted[k];
    const auto& basis = bases.at(rows[k]);
    if (!basis) {
      one.why_not = "only " + std::to_string(rows[k].size()) + " points have a value for it";
      return;
    }
    Eigen::VectorXd y(static_cast<Eigen::Index>(rows[k].size()));
    for (std::size_t p = 0; p < rows[k].size(); ++p)
      y(static_cast<Eigen::Index>(p)) = one.goal->to_scale(values[rows[k][p]][one.target]);
    one.emulator = fit_emulator(*basis, y);
    one.why_not = fault_of(one, y);
    one.used = one.why_not.empty();
  });
  return fitted;
}

double noise_of(const TargetEmulator& emulator, const std::vector<std::vector<double>>& values) {
  std::vector<double> z;
  for (const auto& row : values)
    if (const double value = emulator.goal->to_scale(row[emulator.target]); std::isfinite(value)) z.push_back(value);
  if (z.size() < 2) return 0;
  const double mean = std::accumulate(z.begin(), z.end(), 0.0) / static_cast<double>(z.size());
  double square = 0;
  for (const double value : z) square += (value - mean) * (value - mean);
  return std::sqrt(square / static_cast<double>(z.size() - 1));
}

WaveBounds bounds_of(const std::vector<TargetEmulator>& emulators, std::size_t forgiven) {
  WaveBounds wave;
  for (const TargetEmulator& one : emulators) {
    if (!one.used) continue;
    const double s = one.spread();
    wave.bounds.push_back({one.emulator.mean, one.goal->low(), one.goal->high(),
                           std::hypot(s, one.goal->discrepancy_low()), std::hypot(s, one.goal->discrepancy_high()),
                           one.target});
  }
  // Where there are hardly more targets than are forgiven, nothing would ever be ruled out
  wave.forgiven = wave.bounds.size() > 2 * forgiven ? forgiven : 0;
  return wave;
}

void keep_latest(std::vector<TargetEmulator>& latest, std::vector<TargetEmulator> of_wave) {
  if (latest.empty())
    latest = std::move(of_wave);
  else
    for (std::size_t k = 0; k < of_wave.size(); ++k)
      if (of_wave[k].used || !latest[k].used) latest[k] = std::move(of_wave[k]);
}

std::vector<ChanceTerm> chances_of(const std::vector<TargetEmulator>& emulators, bool with_discrepancy) {
  std::vector<ChanceTerm> terms;
  for (const TargetEmulator& one : emulators) {
    if (!one.used) continue;
    // One spread for both ends: the larger discrepancy of the two, which differ only where the scale bends
    const double off = with_discrepancy ? std::max(one.goal->discrepancy_low(), one.goal->discrepancy_high()) : 0.0;
    terms.push_back({one.emulator.mean, one.goal->low(), one.goal->high(), std::hypot(one.spread(), off)});
  }
  return terms;
}

void add_likelihood(RegionDensity& density, const std::vector<TargetEmulator>& emulators) {
  for (const TargetEmulator& one : emulators) {
    if (!one.used) continue;
    if (one.has_likelihood())
      density.normals.push_back({one.emulator.mean, one.goal->middle(), one.likelihood_spread()});
    else
      density.chances.push_back({one.emulator.mean, one.goal->low(), one.goal->high(), one.spread()});
  }
}

}  // namespace streetlight
