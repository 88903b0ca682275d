#include "sim/calibration/region_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/core/check.hpp"
#include "sim/random/uniform_sequence.hpp"

namespace streetlight {

namespace {

constexpr Purpose start_purpose = 12, resample_purpose = 13;
constexpr double kept_at_a_level = 1.0 / 3;
constexpr std::size_t sweeps_between = 3, sweeps_at_the_end = 12;
constexpr double hardly_nearer = 0.98;     // a level's cut over that of the level before
constexpr std::size_t levels_in_vain = 8;  // after which nothing is left
constexpr double effective_share = 0.5;    // of the points, when the power is raised
constexpr std::size_t most_levels = 400;

/// The share of points that weights stand for (Kong 1992).
double effective(const std::vector<double>& logs, double power) {
  const double most = power * *std::max_element(logs.begin(), logs.end());
  double sum = 0, square = 0;
  for (const double log : logs) {
    const double w = std::exp(power * log - most);
    sum += w;
    square += w * w;
  }
  return sum * sum / square / static_cast<double>(logs.size());
}

/// The largest step of the power, up to `most`, that leaves weights of half the points.
double largest_step(const std::vector<double>& logs, double most) {
  if (effective(logs, most) >= effective_share) return most;
  double low = 0, high = most;
  for (int halving = 0; halving < 40; ++halving) {
    const double middle = (low + high) / 2;
    (effective(logs, middle) < effective_share ? high : low) = middle;
  }
  return high;
}

}  // namespace

RegionSearch::RegionSearch(std::size_t parameters, std::size_t size, const Streams& streams, BlockRunner& blocks)
    : parameters_(parameters), size_(size), streams_(streams), blocks_(blocks) {
  EXPECT(parameters >= 1 && size >= 4);
}

Population RegionSearch::everywhere() {
  Population population;
  for (std::uint32_t p = 0; p < size_; ++p) {
    UniformSequence uniforms(streams_, {.entity = p, .purpose = start_purpose});
    auto& point = population.points.emplace_back();
    for (std::size_t j = 0; j < parameters_; ++j) point.push_back(uniforms());
  }
  return population;
}

bool RegionSearch::narrow(Population& population, const Region& region) {
  EXPECT(region.waves() > 0 && population.points.size() == size_);
  const std::size_t last = region.waves() - 1;
  RegionDensity density(region);
  density.power = 0;
  double before = std::numeric_limits<double>::infinity();
  std::size_t in_vain = 0;
  for (std::size_t level = 0; level < most_levels; ++level) {
    std::vector<double> excess(size_);
    blocks_.for_each(size_, [&](std::size_t p) { excess[p] = region.excess(last, population.points[p]); });
    auto sorted = excess;
    std::sort(sorted.begin(), sorted.end());
    const auto cut_at = static_cast<std::size_t>(kept_at_a_level * static_cast<double>(size_));
    const double cut = std::max(implausibility_cut, sorted[cut_at]);
    if (!std::isfinite(cut)) return false;
    in_vain = cut > hardly_nearer * before ? in_vain + 1 : 0;
    before = cut;

    std::vector<double> kept;
    double count = 0;
    for (const double e : excess) {
      kept.push_back(e <= cut ? 1 : 0);
      count += kept.back();
    }
    population.log_volume += std::log(count / static_cast<double>(size_));
    resample(population, kept);
    density.last_cut = cut;
    if (cut <= implausibility_cut) {
      move(population, density, sweeps_at_the_end);
      return true;
    }
    if (in_vain >= levels_in_vain) return false;
    move(population, density, sweeps_between);
  }
  return false;
}

void RegionSearch::settle(Population& population, const RegionDensity& density, double from, bool well_mixed) {
  RegionDensity now = density;
  while (from < density.power) {
    std::vector<double> logs(size_);
    blocks_.for_each(size_, [&](std::size_t p) { logs[p] = density.log_terms(population.points[p]); });
    const double step = largest_step(logs, density.power - from);
    const double most = step * *std::max_element(logs.begin(), logs.end());
    for (double& log : logs) log = std::exp(step * log - most);
    resample(population, logs);
    from = std::min(density.power, from + step);
    now.power = from;
    move(population, now, from < density.power || !well_mixed ? sweeps_between : sweeps_at_the_end);
  }
}

void RegionSearch::mix(Population& population, const RegionDensity& density) {
  move(population, density, sweeps_at_the_end);
}

void RegionSearch::move(Population& population, const RegionDensity& density, std::size_t sweeps) {
  for (std::size_t s = 0; s < sweeps; ++s)
    sweep(population.points, density, parameters_ + 2, streams_, sweeps_++, blocks_);
}

/// Each point comes about as often as its weight says, with one random number for all (systematic resampling).
void RegionSearch::resample(Population& population, const std::vector<double>& weights) {
  double total = 0;
  for (const double w : weights) total += w;
  const double start = streams_.uniform({.entity = resamplings_++, .purpose = resample_purpose});
  std::vector<CubePoint> chosen;
  double sum = 0;
  for (std::size_t p = 0; p < size_; ++p) {
    sum += weights[p] / total * static_cast<double>(size_);
    while (chosen.size() < size_ && static_cast<double>(chosen.size()) + start < sum)
      chosen.push_back(population.points[p]);
  }
  while (chosen.size() < size_) chosen.push_back(chosen.back());
  // The halves that move against each other should both hold all kinds: dealt in turn
  population.points.clear();
  for (std::size_t part = 0; part < 2; ++part)
    for (std::size_t p = part; p < size_; p += 2) population.points.push_back(chosen[p]);
}

}  // namespace streetlight
