/// Worlds of known truths where the emulators are wrong, on a log scale, and a run has chance in it: what the
/// candidates' own runs put right. Each check is made without that, too, and must fail there.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>

#include "sim/calibration/world_weights.hpp"
#include "sim/experiment/design_draws.hpp"
#include "sim/random/uniform_sequence.hpp"
#include "toys.hpp"

namespace streetlight::known_truths {

using toys::unit_priors;

namespace {

/// Three figures of four parameters, above 0: nearly logarithms of linear functions, but for waves that no quadratic
/// follows. A figure moves by about ten standard deviations over a parameter.
constexpr std::size_t parameters = 4, figures = 3;
constexpr double tolerance = 0.12;                            // half of it, as a share of the figure
constexpr double waves = 0.7, noise = 1, shared_noise = 0.5;  // in standard deviations of a figure; share of variance

std::vector<double> figures_of(const std::vector<double>& x) {
  const std::array<double, figures> along{x[0] + 0.5 * x[1] - 0.4 * x[2], x[1] - 0.6 * x[2] + 0.3 * x[0],
                                          x[2] + 0.5 * x[3]};
  std::vector<double> y;
  for (std::size_t k = 0; k < figures; ++k) {
    const double wave = waves * std::sin(9 * x[k] + 7 * x[k + 1] + static_cast<double>(k));
    y.push_back(10 * std::exp(tolerance / 3 * (10 * along[k] + wave)));
  }
  return y;
}

/// Runs with noise, of which a part is the same for all that share a seed.
class NoisyFigures final : public Simulator {
 public:
  std::vector<std::vector<double>> run(const Batch& batch) override {
    std::vector<std::vector<double>> all;
    const Streams streams(batch.seed, 0);
    for (std::uint32_t p = 0; p < batch.values.size(); ++p) {
      auto row = figures_of(batch.values[p]);
      for (std::uint32_t k = 0; k < row.size(); ++k) {
        const auto normal = [&](std::uint32_t of, Purpose purpose) {
          return double{normal_of(streams.words({.entity = of, .purpose = purpose, .quad = k})[0])};
        };
        row[k] *= std::exp(tolerance / 3 * noise *
                           (std::sqrt(shared_noise) * normal(0, 2) + std::sqrt(1 - shared_noise) * normal(p, 1)));
      }
      all.push_back(std::move(row));
    }
    batches[batch.stage].push_back(batch.values);
    return all;
  }

  std::map<std::uint32_t, std::vector<std::vector<std::vector<double>>>> batches;  ///< by stage
};

CalibrationTask task_of(const std::vector<double>& published, std::uint64_t seed) {
  CalibrationTask task;
  task.priors = unit_priors(parameters);
  for (std::size_t k = 0; k < figures; ++k) {
    const double half = tolerance * published[k];
    task.goals.push_back(toys::goal("figure " + std::to_string(k), published[k] - half, published[k] + half));
    task.goals.back().unit = 1e6;  // above 0, so that its scale is bent
  }
  task.worlds = 39;
  task.first_points = 200;
  task.most_waves = 1;
  task.hit_rate = 0.7;
  task.seed = seed;
  return task;
}

}  // namespace

TEST_CASE("candidates' own runs put right an emulator that is off, and the cut by the tolerance") {
  // A figure of 0 with a standard deviation of 1 (tolerance -3 to 3), of one parameter: f = 20 (x - 0.5). All values
  // are as likely before, so f is normal around 0 with variance 1. The emulator says 0.7 + 1.1 f. A run has noise of 1,
  // 0.3 of its variance shared by four candidates. 16,000 candidates: standard errors of the weighted mean and variance
  // are 0.025 and 0.04.
  const auto goal = toys::goal("figure", -3, 3);
  TargetEmulator emulator;
  emulator.goal.emplace(goal, std::vector<double>{-1, 1});
  emulator.emulator.mean = Quadratic(-11 + 0.7, {22}, {});
  emulator.emulator.variance = 1.5;
  emulator.noise = 1;
  emulator.used = true;
  CHECK(emulator.error_spread() == Approx(std::sqrt(0.5)));
  const Region everywhere;
  RegionDensity density(everywhere);
  add_likelihood(density, {emulator});
  REQUIRE(density.normals.size() == 1);
  const double spread = density.normals.front().spread;
  CHECK(spread == Approx(std::sqrt(1.5)));
  CandidateRuns runs;
  std::vector<bool> kept;
  const Streams streams = design_streams(7);
  UniformSequence uniforms(streams, {.entity = 1, .purpose = 51});
  const auto normal = [&] { return double{normal_of(uniforms.word())}; };
  double shared = 0;
  for (std::size_t c = 0; c < 16000; ++c) {
    if (c % 4 == 0) shared = std::sqrt(0.3) * normal();
    const double f = (spread * normal() - 0.7) / 1.1;
    runs.points.push_back({f / 20 + 0.5});
    runs.values.push_back({f + shared + std::sqrt(0.7) * normal()});
    runs.batches.push_back(c / 4);
    kept.push_back(goal.met_by(runs.values.back()[0]));
  }
  const TargetEmulator now = corrected(emulator, runs);
  // Planted fault: worlds count the same, as if the emulator were right and a run had no chance in it
  for (const bool weighted : {true, false}) {
    std::vector<double> logs(runs.points.size(), 0.0);
    if (weighted) logs = log_weights({now}, runs.points, density);
    double sum = 0, mean = 0, square = 0;
    for (std::size_t c = 0; c < logs.size(); ++c) {
      if (!kept[c]) continue;
      const double f = 20 * (runs.points[c][0] - 0.5), weight = std::exp(logs[c]);
      sum += weight;
      mean += weight * f;
      square += weight * f * f;
    }
    mean /= sum;
    const double variance = square / sum - mean * mean;
    INFO("mean " << mean << ", variance " << variance);
    const bool right = std::abs(mean) < 0.16 && std::abs(variance - 1) < 0.16;
    CHECK(right == weighted);
  }
  // The corrected emulator is nearer to the truth than its error says, four times over; so is the noise of a run
  CHECK(now.error_spread() < 0.05);
  CHECK(std::abs(now.emulator.mean(CubePoint{0.5})) < 4 * now.error_spread());
  CHECK(now.spread() == Approx(1).epsilon(0.08));
}

TEST_CASE("the share that weights stand for is that of the closed form") {
  // Normal in four dimensions: to undo a power p of the density leaves ((2 - p) p)^2 of the points
  const Streams streams = design_streams(7);
  UniformSequence uniforms(streams, {.entity = 2, .purpose = 51});
  std::vector<double> logs;
  for (int k = 0; k < 20000; ++k) {
    double sum = 0;
    for (int j = 0; j < 4; ++j) {
      const double z{normal_of(uniforms.word())};
      sum -= 0.5 * z * z;
    }
    logs.push_back(sum);
  }
  CHECK(effective_share(logs, 1) == Approx(1));
  CHECK(effective_share(logs, 1.2) == Approx(0.96 * 0.96).epsilon(0.02));
  CHECK(effective_share(logs, 1.44) == Approx(0.8064 * 0.8064).epsilon(0.06));
  CHECK(effective_share(std::vector<double>(5, -2000), 3) == Approx(1));
}

TEST_CASE("too few candidates correct nothing") {
  TargetEmulator emulator;
  emulator.goal.emplace(toys::goal("figure", -3, 3), std::vector<double>{-1, 1});
  emulator.emulator.mean = Quadratic(0, {1}, {});
  emulator.emulator.variance = 1;
  emulator.used = true;
  CandidateRuns runs;
  for (std::size_t c = 0; c < 9; ++c) {
    runs.points.push_back({0.1 * static_cast<double>(c)});
    runs.values.push_back({5});
    runs.batches.push_back(0);
  }
  CHECK(corrected(emulator, runs).emulator.mean(CubePoint{0.5}) == emulator.emulator.mean(CubePoint{0.5}));
  CHECK_FALSE(corrected(emulator, runs).own_error);
}

TEST_CASE("a figure's middle is that of its own unit, not of the bent scale") {
  // 20 to 40 % as log-odds: the middle is 30 %. Halfway between the ends' log-odds lies 28.99 %.
  TargetGoal goal = toys::goal("share", 20, 40);
  goal.unit = 100;
  const ScaledGoal scaled(goal, {10, 30, 60});
  REQUIRE(scaled.scale() == ValueScale::logit);
  CHECK(scaled.from_scale(scaled.middle()) == Approx(30));
  CHECK(scaled.from_scale((scaled.low() + scaled.high()) / 2) == Approx(28.99).margin(0.01));
  // A third of half the tolerance, by the slope 1 / (p (1 - p)); with a discrepancy of 4 points, 5.21 together
  CHECK(scaled.figure_spread() == Approx(0.1 / 3 / 0.21));
  goal.discrepancy = 4;
  CHECK(ScaledGoal(goal, {10, 30, 60}).figure_spread() == Approx(std::hypot(0.1 / 3, 0.04) / 0.21));
}

TEST_CASE("points of a wave and candidates are spread over many seeds") {
  BlockRunner blocks;
  NoisyFigures simulator;
  const CalibrationTask task = task_of({15, 15, 15}, 1);
  const Calibration result = calibrate(task, simulator, blocks);
  CHECK(result.worlds.size() == task.worlds);
  CHECK(simulator.batches[1].size() == 13);  // 200 points, 16 a seed
  std::size_t points = 0, most = 0;
  for (const auto& [stage, of_stage] : simulator.batches)
    for (const auto& batch : of_stage) {
      points += batch.size();
      if (stage == 0) most = std::max(most, batch.size());
    }
  CHECK(points == result.runs);
  CHECK(most == 4);
  CHECK(result.runs ==
        200 + task.seeds_of_wave(1) - 1 + task.points_tried_out() + (result.checked + most - 1) / most * most);
}

TEST_CASE("a seed's points are spread over every parameter") {
  // A wave's points are dealt to the seeds. Fifteen even numbers have a mean with a standard error of 0.075.
  BlockRunner blocks;
  NoisyFigures simulator;
  calibrate(task_of({15, 15, 15}, 1), simulator, blocks);
  const auto farthest = [](const std::vector<std::vector<std::vector<double>>>& batches) {
    double most = 0;
    for (const auto& batch : batches)
      for (std::size_t j = 0; j < parameters; ++j) {
        double sum = 0;
        for (std::size_t p = 1; p < batch.size(); ++p) sum += batch[p][j];
        most = std::max(most, std::abs(sum / static_cast<double>(batch.size() - 1) - 0.5));
      }
    return most;
  };
  const auto& dealt = simulator.batches[1];
  CHECK(farthest(dealt) < 0.3);
  // Planted fault: the same points dealt to eight seeds, each of which gets a quarter of the first parameter's range
  std::vector<std::vector<std::vector<double>>> to_eight(8);
  for (std::size_t p = 1; p < 200; ++p) {
    auto& batch = to_eight[(p - 1) % to_eight.size()];
    if (batch.empty()) batch.push_back(dealt[0][0]);
    batch.push_back(dealt[(p - 1) % dealt.size()][1 + (p - 1) / dealt.size()]);
  }
  CHECK(farthest(to_eight) > 0.3);
}

}  // namespace streetlight::known_truths
