#include "sim/results/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/core/check.hpp"
#include "sim/random/streams.hpp"

namespace streetlight {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// The quantile of sorted values, between two of them by linear interpolation.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

BootstrapInterval interval_of(std::vector<double> values, std::size_t resamples, double confidence) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (2 * values.size() < resamples) return {nothing, nothing};
  std::sort(values.begin(), values.end());
  return {quantile(values, (1 - confidence) / 2), quantile(values, (1 + confidence) / 2)};
}

}  // namespace

std::vector<BootstrapInterval> bootstrap(
    std::size_t units, const std::function<std::vector<double>(std::span<const std::size_t>)>& compute,
    const BootstrapOptions& options) {
  EXPECT(units >= 2 && options.resamples >= 1 && options.confidence > 0 && options.confidence < 1);
  // The replicate's number sets these draws apart from those of runs and designs
  const Streams streams(options.seed, std::numeric_limits<std::uint32_t>::max() - 1);
  std::vector<std::vector<double>> statistics;  // [statistic][resample]
  std::vector<std::size_t> chosen(units);
  for (std::size_t resample = 0; resample < options.resamples; ++resample) {
    for (std::size_t unit = 0; unit < units; unit += 4) {
      const Words words = streams.words(
          {.entity = static_cast<std::uint32_t>(unit / 4), .month = static_cast<Month>(resample), .purpose = 1});
      for (std::size_t w = 0; w < 4 && unit + w < units; ++w)
        chosen[unit + w] = static_cast<std::size_t>(std::uint64_t{words[w]} * units >> 32);
    }
    const auto values = compute(chosen);
    statistics.resize(values.size());
    for (std::size_t s = 0; s < values.size(); ++s) statistics[s].push_back(values[s]);
  }
  std::vector<BootstrapInterval> intervals;
  for (auto& values : statistics)
    intervals.push_back(interval_of(std::move(values), options.resamples, options.confidence));
  return intervals;
}

}  // namespace streetlight
