#include "sim/results/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "sim/core/check.hpp"
#include "sim/results/missing.hpp"
#include "sim/results/run_window.hpp"

namespace streetlight {

namespace {

/// [replicate][point].
using Values = std::vector<std::vector<double>>;

/// [column][group] of one scenario. Of a ratio, values whose mean over the replicates is the ratio of the sums.
std::vector<std::vector<Values>> values_of(const RunSource& panel, const SensitivityRequest& request,
                                           std::size_t scenario) {
  const PanelShape& shape = panel.shape();
  const Values none(shape.replicates, std::vector<double>(shape.points, missing));
  std::vector<std::vector<Values>> values(request.columns.size(), {request.groups.size(), none});
  const RatioParts no_ratio{missing, missing, missing, missing};
  for (std::size_t point = 0; point < shape.points; ++point) {
    std::vector<std::vector<std::vector<RatioParts>>> ratios(
        request.columns.size(), {request.groups.size(), std::vector<RatioParts>(shape.replicates, no_ratio)});
    for (std::size_t replicate = 0; replicate < shape.replicates; ++replicate) {
      RunWindow run(panel, request.window, request.authority,
                    {static_cast<std::uint32_t>(scenario), static_cast<std::uint32_t>(point),
                     static_cast<std::uint32_t>(replicate)});
      for (std::size_t m = 0; m < request.columns.size(); ++m) {
        const bool ratio = parts_of(shape, request.columns[m]).size() > 1;
        const auto parts = ratio ? run.ratio_parts(request.columns[m]) : std::vector<RatioParts>{};
        const auto by_group = ratio ? std::vector<double>{} : run.gathered(request.columns[m]);
        for (std::size_t g = 0; g < request.groups.size(); ++g)
          if (ratio)
            ratios[m][g][replicate] = parts[request.groups[g]];
          else
            values[m][g][replicate][point] = by_group[request.groups[g]];
      }
    }
    for (std::size_t m = 0; m < request.columns.size(); ++m)
      for (std::size_t g = 0; g < request.groups.size() && parts_of(shape, request.columns[m]).size() > 1; ++g) {
        const auto of_replicates = jackknifed(ratios[m][g]);
        for (std::size_t replicate = 0; replicate < shape.replicates; ++replicate)
          values[m][g][replicate][point] = of_replicates[replicate];
      }
  }
  return values;
}

bool any_value(const Values& values) {
  return std::any_of(values.begin(), values.end(), [](const auto& points) {
    return std::any_of(points.begin(), points.end(), [](double value) { return !std::isnan(value); });
  });
}

using ValuesByReplicate = std::vector<const std::vector<double>*>;

bool complete(const std::vector<double>& points, std::size_t first, std::size_t count) {
  return std::none_of(points.begin() + static_cast<std::ptrdiff_t>(first),
                      points.begin() + static_cast<std::ptrdiff_t>(first + count),
                      [](double value) { return std::isnan(value); });
}

std::size_t complete_blocks(const ValuesByReplicate& replicates, std::size_t width) {
  std::size_t count = 0;
  for (std::size_t first = 0; first < replicates.front()->size(); first += width)
    count += std::all_of(replicates.begin(), replicates.end(),
                         [&](const auto* points) { return complete(*points, first, width); });
  return count;
}

/// Replicates with a whole block, those with the most first.
ValuesByReplicate usable(const Values& values, std::size_t width) {
  std::vector<std::pair<std::size_t, const std::vector<double>*>> counted;
  for (const auto& points : values)
    if (const std::size_t count = complete_blocks({&points}, width); count > 0) counted.emplace_back(count, &points);
  std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  ValuesByReplicate found;
  for (const auto& [count, points] : counted) found.push_back(points);
  return found;
}

/// The replicates of which the most runs can be used when every block must have them all.
ValuesByReplicate with_common_blocks(ValuesByReplicate replicates, std::size_t width) {
  std::size_t best = 0, most = 0;
  for (std::size_t count = 1; count <= replicates.size(); ++count) {
    const auto end = replicates.begin() + static_cast<std::ptrdiff_t>(count);
    if (const std::size_t runs = count * complete_blocks({replicates.begin(), end}, width); runs > most) {
      most = runs;
      best = count;
    }
  }
  replicates.resize(best);
  return replicates;
}

/// Means over the replicates that have the whole block, block by block (a walk, a row): points of one block are
/// compared with each other, so they must have the same noise. Counts blocks that have some of the replicates only;
/// with `all_or_none` those are left out.
std::vector<double> means_by_block(const ValuesByReplicate& replicates, std::size_t points, std::size_t width,
                                   bool all_or_none, std::size_t& thinner) {
  std::vector<double> means(points, missing);
  for (std::size_t first = 0; first < points; first += width) {
    ValuesByReplicate used;
    for (const auto* replicate : replicates)
      if (complete(*replicate, first, width)) used.push_back(replicate);
    if (used.empty() || (all_or_none && used.size() < replicates.size())) continue;
    thinner += used.size() < replicates.size();
    for (std::size_t point = first; point < first + width; ++point) {
      means[point] = 0;
      for (const auto* replicate : used) means[point] += (*replicate)[point] / static_cast<double>(used.size());
    }
  }
  return means;
}

/// Share of the variance of the points' means that is noise: what is left in a two-way layout of points and replicates,
/// over the number of replicates. Points that a replicate lacks are left out.
std::optional<double> noise_of(const ValuesByReplicate& values) {
  if (values.size() < 2) return std::nullopt;
  std::vector<std::size_t> points;
  for (std::size_t p = 0; p < values.front()->size(); ++p)
    if (std::none_of(values.begin(), values.end(), [p](const auto* replicate) { return std::isnan((*replicate)[p]); }))
      points.push_back(p);
  if (points.size() < 2) return std::nullopt;

  const auto replicates = static_cast<double>(values.size()), count = static_cast<double>(points.size());
  std::vector<double> by_replicate(values.size(), 0.0), by_point(points.size(), 0.0);
  double mean = 0;
  for (std::size_t r = 0; r < values.size(); ++r)
    for (std::size_t i = 0; i < points.size(); ++i) {
      by_replicate[r] += (*values[r])[points[i]] / count;
      by_point[i] += (*values[r])[points[i]] / replicates;
      mean += (*values[r])[points[i]] / (count * replicates);
    }
  double left = 0, between = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    between += (by_point[i] - mean) * (by_point[i] - mean);
    for (std::size_t r = 0; r < values.size(); ++r) {
      const double residual = (*values[r])[points[i]] - by_point[i] - by_replicate[r] + mean;
      left += residual * residual;
    }
  }
  if (!(between > 0)) return std::nullopt;
  return left / ((replicates - 1) * (count - 1)) / replicates / (between / (count - 1));
}

std::size_t block_width(const Design& design) {
  return design.parameters.size() + (design.kind == DesignKind::morris ? 1 : 2);
}

std::vector<std::span<const double>> spans_of(const ValuesByReplicate& replicates) {
  std::vector<std::span<const double>> spans;
  for (const auto* replicate : replicates) spans.emplace_back(*replicate);
  return spans;
}

Sensitivity analysed(const Values& values, const Design& design) {
  const bool morris = design.kind == DesignKind::morris;
  const std::size_t width = block_width(design);
  ValuesByReplicate replicates = usable(values, width);
  if (!morris && !replicates.empty()) replicates = with_common_blocks(std::move(replicates), width);
  Sensitivity result;
  result.replicates = replicates.size();
  result.noise = noise_of(replicates);
  const auto means = means_by_block(replicates, values.front().size(), width, !morris, result.thinner);
  const std::vector<std::span<const double>> single = spans_of(replicates);
  if (morris)
    result.morris = elementary_effects(means, design, single);
  else
    result.sobol = sobol_indices(means, design.parameters.size(), single);
  result.over_replicates = morris ? result.morris->over_replicates : result.sobol->over_replicates;
  return result;
}

void refuse_too_few(const RunSource& panel, const SensitivityRequest& request) {
  const DesignRuns runs = runs_of(panel, request);
  const std::string blocks = request.design.kind == DesignKind::morris ? "walks" : "rows";
  VALIDATE(runs.present == runs.planned || runs.whole >= 2,
           "the file holds " + std::to_string(runs.present) + " of the " + std::to_string(runs.planned) +
               " runs that the analysis needs, and " + std::to_string(runs.whole) + " of " +
               std::to_string(runs.blocks) + " " + blocks + " " + (runs.whole == 1 ? "is" : "are") +
               " whole: no number can be given. Finish it with streetlight run --resume, or merge all shards");
}

}  // namespace

DesignRuns runs_of(const RunSource& panel, const SensitivityRequest& request) {
  const PanelShape& shape = panel.shape();
  const std::size_t width = block_width(request.design);
  std::vector<std::size_t> scenarios{request.scenario};
  if (request.baseline) scenarios.push_back(*request.baseline);
  DesignRuns runs;
  runs.planned = scenarios.size() * shape.points * shape.replicates;
  runs.blocks = shape.points / width;
  for (std::size_t block = 0; block < runs.blocks; ++block) {
    bool any_whole = false;
    for (std::size_t replicate = 0; replicate < shape.replicates; ++replicate) {
      std::size_t found = 0;
      for (std::size_t point = block * width; point < (block + 1) * width; ++point)
        for (const std::size_t scenario : scenarios)
          found += panel.completed({static_cast<std::uint32_t>(scenario), static_cast<std::uint32_t>(point),
                                    static_cast<std::uint32_t>(replicate)});
      runs.present += found;
      any_whole = any_whole || found == width * scenarios.size();
    }
    runs.whole += any_whole;
  }
  return runs;
}

std::vector<Sensitivity> sensitivity(const RunSource& panel, const SensitivityRequest& request) {
  for (const std::size_t column : request.columns) check_can_gather(panel.shape(), column);
  EXPECT(static_cast<std::size_t>(sensitivity_point_count(request.design)) == panel.shape().points);
  refuse_too_few(panel, request);
  const auto outcomes = values_of(panel, request, request.scenario);
  std::vector<std::vector<Values>> baselines;
  if (request.baseline) baselines = values_of(panel, request, *request.baseline);

  std::vector<Sensitivity> results;
  for (std::size_t m = 0; m < request.columns.size(); ++m)
    for (std::size_t g = 0; g < request.groups.size(); ++g) {
      Values values = outcomes[m][g];
      const bool from_baseline = request.baseline && any_value(baselines[m][g]);
      for (std::size_t r = 0; from_baseline && r < values.size(); ++r)
        for (std::size_t p = 0; p < values[r].size(); ++p) values[r][p] -= baselines[m][g][r][p];
      Sensitivity result = analysed(values, request.design);
      result.column = request.columns[m];
      result.group = request.groups[g];
      result.from_baseline = from_baseline;
      results.push_back(std::move(result));
    }
  return results;
}

}  // namespace streetlight
