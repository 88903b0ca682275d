/// Whether the ranges that worlds give hold the truth as often as they say: simulation-based calibration of the
/// sampler, and coverage of a policy difference by whole calibrations, with faults planted in both.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "sim/calibration/region_search.hpp"
#include "sim/experiment/design_draws.hpp"
#include "sim/random/uniform_sequence.hpp"
#include "toys.hpp"

using namespace streetlight;

namespace {

constexpr std::size_t bins = 8;
constexpr double usual_half_width = 0.2;

/// Two figures of four parameters, and a difference between policies.
std::vector<double> figures(const std::vector<double>& x) { return {x[0] + x[1] * x[2], x[3] - x[0] * x[0]}; }
double policy_difference(const std::vector<double>& x) { return x[0] + x[1] * x[2] - 0.5 * x[3]; }

/// A truth drawn from the prior, and its figures with an error: evenly spread over the tolerance, or normal with a
/// third of its half width, as the likelihood of worlds has it.
struct Truth {
  CubePoint x;
  std::vector<double> published;
};

Truth draw_truth(std::uint32_t number, bool even = true, double half_width = usual_half_width, double bias_spread = 0) {
  const Streams streams = design_streams(1234);
  UniformSequence uniforms(streams, {.entity = number, .purpose = 50});
  Truth truth;
  for (int j = 0; j < 4; ++j) truth.x.push_back(uniforms());
  truth.published = figures(truth.x);
  for (double& y : truth.published)
    y += half_width * (even ? 2 * uniforms() - 1 : double{normal_of(uniforms.word())} / 3);
  for (double& y : truth.published) y += bias_spread * double{normal_of(uniforms.word())};
  return truth;
}

/// What is ranked: parameters, the misfit to the first figure, the policy difference.
std::vector<double> ranked(const CubePoint& x, const Truth& truth) {
  auto all = x;
  all.push_back(std::abs(figures(x)[0] - truth.published[0]));
  all.push_back(policy_difference(x));
  return all;
}

enum class Sampler { right, prior, narrow };

/// Chi squared of the truths' ranks, by quantity.
std::vector<double> rank_statistics(std::uint32_t truths, Sampler sampler) {
  constexpr std::size_t size = 64;
  std::vector<std::array<double, bins>> counts(6);
  BlockRunner blocks;
  for (std::uint32_t n = 0; n < truths; ++n) {
    const Truth truth = draw_truth(n);
    Region region;
    WaveBounds wave;
    const auto add = [&](Quadratic mean, double at) {
      wave.bounds.push_back({std::move(mean), at - usual_half_width, at + usual_half_width, 1e-4, 1e-4, 0});
    };
    add(Quadratic(0, {1, 0, 0, 0}, {{1, 2, 1}}), truth.published[0]);
    add(Quadratic(0, {0, 0, 0, 1}, {{0, 0, -1}}), truth.published[1]);
    region.add(wave);
    RegionSearch search(4, size, design_streams(5000 + n), blocks);
    Population population = search.everywhere();
    if (sampler != Sampler::prior) REQUIRE(search.narrow(population, region));
    if (sampler == Sampler::narrow)
      for (auto& x : population.points)
        for (std::size_t j = 0; j < 4; ++j) x[j] = 0.5 * x[j] + 0.25;

    const auto of_truth = ranked(truth.x, truth);
    std::vector<std::size_t> below(of_truth.size());
    for (std::size_t p = 1; p < size; ++p) {  // 63 points: 64 ranks
      const auto other = ranked(population.points[p], truth);
      for (std::size_t q = 0; q < other.size(); ++q) below[q] += other[q] < of_truth[q];
    }
    for (std::size_t q = 0; q < below.size(); ++q) ++counts[q][below[q] * bins / size];
  }
  std::vector<double> statistics;
  const double expected = static_cast<double>(truths) / bins;
  for (const auto& count : counts) {
    double sum = 0;
    for (const double c : count) sum += (c - expected) * (c - expected) / expected;
    statistics.push_back(sum);
  }
  return statistics;
}

/// Truths whose policy difference lies in the 5 to 95 % range of the worlds.
int covered(std::uint32_t truths, double half_width, double bias, bool with_discrepancy, double shrink = 1) {
  int count = 0;
  for (std::uint32_t n = 0; n < truths; ++n) {
    const Truth truth = draw_truth(n, with_discrepancy, half_width, bias);
    CalibrationTask task;
    task.priors = toys::unit_priors(4);
    for (std::size_t k = 0; k < 2; ++k) {
      auto goal = toys::goal(k == 0 ? "first figure" : "second figure", truth.published[k] - half_width,
                             truth.published[k] + half_width);
      if (with_discrepancy) goal.discrepancy = bias;
      task.goals.push_back(goal);
    }
    task.allows_discrepancy = with_discrepancy;
    task.worlds = 100;
    task.first_points = 60;
    task.points = 40;
    task.most_waves = 2;
    task.seed = n + 1;
    toys::Formula simulator(figures);
    BlockRunner blocks;
    const Calibration result = calibrate(task, simulator, blocks);
    if (result.worlds.empty()) continue;
    std::vector<double> differences;
    for (const World& world : result.worlds) differences.push_back(policy_difference(world.values));
    std::sort(differences.begin(), differences.end());
    const auto quantile = [&](double q) {
      return differences[static_cast<std::size_t>(q * static_cast<double>(differences.size() - 1) + 0.5)];
    };
    const double middle = quantile(0.5), real = policy_difference(truth.x);
    count += real >= middle + shrink * (quantile(0.05) - middle) && real <= middle + shrink * (quantile(0.95) - middle);
  }
  return count;
}

}  // namespace

TEST_CASE("ranks of the truth are even (simulation-based calibration)") {
  // N = 1,000 truths, six quantities, chi squared with 7 degrees of freedom: 24.3 is alpha = 0.001 each, below 0.01 for
  // all together.
  for (const double statistic : rank_statistics(1000, Sampler::right)) CHECK(statistic < 24.3);
  // Planted faults: a sampler that returns the prior is seen by the misfit's rank (parameters alone would not tell),
  // one that is too narrow by the parameters' ranks.
  CHECK(rank_statistics(300, Sampler::prior)[4] > 100);
  CHECK(rank_statistics(300, Sampler::narrow)[3] > 24.3);
}

TEST_CASE("the worlds' 90 % range of a policy difference holds the truth in nine of ten cases", "[.long]") {
  // N = 200 truths: exact binomial bounds at alpha 0.01 are 168 and 190.
  const int held = covered(200, usual_half_width, 0, false);
  INFO(held << " of 200 held");
  CHECK(held >= 168);
  CHECK(held <= 190);
  // Planted fault: worlds that lie too close together
  CHECK(covered(200, usual_half_width, 0, false, 0.6) < 168);
}

TEST_CASE("a model that is off covers the truth with its discrepancy told, and not without", "[.long]") {
  // The published figures are off the model's by a normal error of 0.15, three times the tolerance. N = 100 truths:
  // exact binomial bounds at alpha 0.01 are 81 and 97.
  const int without = covered(100, 0.05, 0.15, false), with = covered(100, 0.05, 0.15, true);
  INFO(without << " of 100 without, " << with << " with");
  CHECK(without < 81);
  CHECK(with >= 81);
  CHECK(with <= 97);
}
