#include "sim/calibration/world_weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace streetlight {

namespace {

constexpr std::size_t fewest_candidates = 10;  // that say anything about an emulator's error
constexpr double least_chance = 0.05;          // of a run to be kept: no weight is multiplied by more than its inverse

/// Variance of a mean of errors that go together within a batch.
double variance_of_mean(const std::vector<double>& errors, const std::vector<std::size_t>& batches) {
  std::map<std::size_t, double> sums;
  for (std::size_t k = 0; k < errors.size(); ++k) sums[batches[k]] += errors[k];
  double square = 0;
  for (const auto& [batch, sum] : sums) square += sum * sum;
  const auto n = static_cast<double>(errors.size());
  return square / (n * n);
}

}  // namespace

TargetEmulator corrected(const TargetEmulator& emulator, const CandidateRuns& runs) {
  std::vector<CubePoint> points;
  std::vector<double> off;
  std::vector<std::size_t> batches;
  for (std::size_t c = 0; c < runs.points.size(); ++c) {
    const double value = emulator.goal->to_scale(runs.values[c][emulator.target]);
    if (!std::isfinite(value)) continue;
    points.push_back(runs.points[c]);
    off.push_back(value - emulator.emulator.mean(runs.points[c]));
    batches.push_back(runs.batches[c]);
  }
  if (!emulator.used || points.size() < fewest_candidates) return emulator;
  const Emulator correction = fit_emulator(
      CandidateBasis(points), Eigen::Map<const Eigen::VectorXd>(off.data(), static_cast<Eigen::Index>(off.size())));
  TargetEmulator result = emulator;
  result.emulator.mean = emulator.emulator.mean + correction.mean;
  result.emulator.variance = correction.variance;
  const double of_terms =
      correction.variance * static_cast<double>(correction.terms) / static_cast<double>(points.size());
  result.own_error = std::sqrt(variance_of_mean(correction.errors, batches) + of_terms);
  return result;
}

std::vector<double> log_weights(const std::vector<TargetEmulator>& corrected, const std::vector<CubePoint>& candidates,
                                const RegionDensity& drawn_from) {
  std::vector<double> logs;
  for (const CubePoint& point : candidates) logs.push_back(-drawn_from.power * drawn_from.log_terms(point));
  for (const TargetEmulator& one : corrected) {
    if (!one.used) continue;
    const double low = one.goal->low(), high = one.goal->high();
    const double error = std::max(one.error_spread(), one.least_spread());
    const double spread = std::hypot(one.goal->figure_spread(), error);
    for (std::size_t c = 0; c < logs.size(); ++c) {
      const double value = one.emulator.mean(candidates[c]);
      const double z = (value - one.goal->middle()) / spread;
      logs[c] += one.has_likelihood() ? -0.5 * z * z : log_chance_between(low, high, value, error);
      logs[c] -= std::max(std::log(least_chance), log_chance_between(low, high, value, one.spread()));
    }
  }
  return logs;
}

std::vector<double> expected_values(const std::vector<TargetEmulator>& emulators, std::size_t targets,
                                    const CubePoint& point) {
  std::vector<double> values(targets, std::numeric_limits<double>::quiet_NaN());
  for (const TargetEmulator& one : emulators)
    if (one.used && one.has_likelihood()) values[one.target] = one.goal->from_scale(one.emulator.mean(point));
  return values;
}

std::vector<double> expected_errors(const std::vector<TargetEmulator>& emulators, std::size_t targets) {
  std::vector<double> errors(targets, std::numeric_limits<double>::quiet_NaN());
  for (const TargetEmulator& one : emulators) {
    if (!one.used || !one.has_likelihood()) continue;
    const double middle = one.goal->middle(), error = one.error_spread();
    errors[one.target] = (one.goal->from_scale(middle + error) - one.goal->from_scale(middle - error)) / 2;
  }
  return errors;
}

double log_chance_with_discrepancy(const std::vector<TargetEmulator>& emulators, const std::vector<TargetGoal>& goals,
                                   const std::vector<double>& got) {
  double sum = 0;
  for (const TargetEmulator& one : emulators) {
    const double value = one.goal->to_scale(got[one.target]);
    const double off = std::max(one.goal->discrepancy_low(), one.goal->discrepancy_high());
    if (off > 0 && !std::isnan(value))
      sum += log_chance_between(one.goal->low(), one.goal->high(), value, off);
    else if (!goals[one.target].met_by(got[one.target]))
      return -std::numeric_limits<double>::infinity();
  }
  return sum;
}

double expected_hit_rate(const RegionDensity& meeting, const std::vector<CubePoint>& points) {
  double sum = 0;
  for (const CubePoint& point : points) sum += std::exp(meeting.log_terms(point));
  return sum / static_cast<double>(points.size());
}

double effective_share(const std::vector<double>& logs, double power) {
  // By the density's points: the mean weight is 1 / E[d^(p-1)], the mean square E[d^(1-p)] / E[d^(p-1)]
  const auto [least, most] = std::minmax_element(logs.begin(), logs.end());
  double up = 0, down = 0;
  for (const double log : logs) {
    up += std::exp((power - 1) * (log - *most));
    down += std::exp((power - 1) * (*least - log));
  }
  const auto n = static_cast<double>(logs.size());
  return std::exp((power - 1) * (*least - *most)) * n / up * n / down;
}

std::vector<double> shares_of(const std::vector<double>& logs) {
  std::vector<double> shares;
  if (logs.empty()) return shares;
  const double most = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (const double log : logs) {
    shares.push_back(std::exp(log - most));
    sum += shares.back();
  }
  for (double& share : shares) share /= sum;
  return shares;
}

}  // namespace streetlight
