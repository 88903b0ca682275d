#include "sim/results/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/core/check.hpp"
#include "sim/results/run_window.hpp"

namespace streetlight {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// [replicate][point].
using Values = std::vector<std::vector<double>>;

/// [metric][group] of one scenario.
std::vector<std::vector<Values>> values_of(const RunSource& panel, const SensitivityRequest& request,
                                           std::size_t scenario) {
  const PanelShape& shape = panel.shape();
  const Values none(shape.replicates, std::vector<double>(shape.points, nothing));
  std::vector<std::vector<Values>> values(request.metrics.size(), {request.groups.size(), none});
  for (std::size_t replicate = 0; replicate < shape.replicates; ++replicate)
    for (std::size_t point = 0; point < shape.points; ++point) {
      RunWindow run(panel, request.window, request.authority,
                    {static_cast<std::uint32_t>(scenario), static_cast<std::uint32_t>(point),
                     static_cast<std::uint32_t>(replicate)});
      for (std::size_t m = 0; m < request.metrics.size(); ++m) {
        const auto by_group = run.gathered(request.metrics[m]);
        for (std::size_t g = 0; g < request.groups.size(); ++g)
          values[m][g][replicate][point] = by_group[request.groups[g]];
      }
    }
  return values;
}

bool any_value(const Values& values) {
  return std::any_of(values.begin(), values.end(), [](const auto& points) {
    return std::any_of(points.begin(), points.end(), [](double value) { return !std::isnan(value); });
  });
}

bool complete(const std::vector<double>& points, std::size_t first, std::size_t count) {
  return std::none_of(points.begin() + static_cast<std::ptrdiff_t>(first),
                      points.begin() + static_cast<std::ptrdiff_t>(first + count),
                      [](double value) { return std::isnan(value); });
}

/// Means over the replicates, block by block (a walk, a row), of those that have the whole block: points of one block
/// are compared with each other, so they must have the same noise.
std::vector<double> means_by_block(const Values& values, std::size_t width) {
  const std::size_t points = values.front().size();
  std::vector<double> means(points, nothing);
  for (std::size_t first = 0; first < points; first += width) {
    std::vector<const std::vector<double>*> used;
    for (const auto& replicate : values)
      if (complete(replicate, first, width)) used.push_back(&replicate);
    for (std::size_t point = first; point < first + width && !used.empty(); ++point) {
      means[point] = 0;
      for (const auto* replicate : used) means[point] += (*replicate)[point] / static_cast<double>(used.size());
    }
  }
  return means;
}

/// Share of the variance of the points' means that is noise: what is left in a two-way layout of points and replicates,
/// over the number of replicates. Points that a replicate lacks are left out.
std::optional<double> noise_of(const Values& values) {
  std::vector<std::size_t> points;
  for (std::size_t p = 0; p < values.front().size(); ++p)
    if (std::none_of(values.begin(), values.end(), [p](const auto& replicate) { return std::isnan(replicate[p]); }))
      points.push_back(p);
  if (values.size() < 2 || points.size() < 2) return std::nullopt;

  const auto replicates = static_cast<double>(values.size()), count = static_cast<double>(points.size());
  std::vector<double> by_replicate(values.size(), 0.0), by_point(points.size(), 0.0);
  double mean = 0;
  for (std::size_t r = 0; r < values.size(); ++r)
    for (std::size_t i = 0; i < points.size(); ++i) {
      by_replicate[r] += values[r][points[i]] / count;
      by_point[i] += values[r][points[i]] / replicates;
      mean += values[r][points[i]] / (count * replicates);
    }
  double left = 0, between = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    between += (by_point[i] - mean) * (by_point[i] - mean);
    for (std::size_t r = 0; r < values.size(); ++r) {
      const double residual = values[r][points[i]] - by_point[i] - by_replicate[r] + mean;
      left += residual * residual;
    }
  }
  if (!(between > 0)) return std::nullopt;
  return left / ((replicates - 1) * (count - 1)) / replicates / (between / (count - 1));
}

}  // namespace

std::vector<Sensitivity> sensitivity(const RunSource& panel, const SensitivityRequest& request) {
  for (const std::size_t metric : request.metrics) check_can_gather(panel.shape(), metric);
  EXPECT(static_cast<std::size_t>(sensitivity_point_count(request.design)) == panel.shape().points);
  const auto outcomes = values_of(panel, request, request.scenario);
  std::vector<std::vector<Values>> baselines;
  if (request.baseline) baselines = values_of(panel, request, *request.baseline);
  const std::size_t parameters = request.design.parameters.size();
  const BootstrapOptions options{.seed = request.design.seed};

  std::vector<Sensitivity> results;
  for (std::size_t m = 0; m < request.metrics.size(); ++m)
    for (std::size_t g = 0; g < request.groups.size(); ++g) {
      Sensitivity result;
      result.metric = request.metrics[m];
      result.group = request.groups[g];
      Values values = outcomes[m][g];
      result.from_baseline = request.baseline && any_value(baselines[m][g]);
      for (std::size_t r = 0; result.from_baseline && r < values.size(); ++r)
        for (std::size_t p = 0; p < values[r].size(); ++p) values[r][p] -= baselines[m][g][r][p];
      result.noise = noise_of(values);
      if (request.design.kind == DesignKind::morris)
        result.morris = elementary_effects(means_by_block(values, parameters + 1), request.design, options);
      else
        result.sobol = sobol_indices(means_by_block(values, parameters + 2), parameters, options);
      results.push_back(std::move(result));
    }
  return results;
}

}  // namespace streetlight
