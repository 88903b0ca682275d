// How often 95 % intervals hold the truth over seeds as well as over designs. All points of a design have the random
// numbers of the same replicates, so what a seed does to an effect is the same in every walk and every row: an interval
// from the spread of walks or copies alone does not see it, however many there are.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "sim/results/elementary_effects.hpp"
#include "sim/results/mean_interval.hpp"
#include "sim/results/sobol_indices.hpp"
#include "tests/support/points_of.hpp"

using namespace streetlight;

namespace {

constexpr std::uint64_t seeded_designs = 300;
constexpr std::size_t inputs = 3;

/// Nearly normal with mean 0 and variance 1, the same with every library.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : bits_(seed) {}
  double operator()() {
    double sum = -6;
    for (int k = 0; k < 12; ++k) sum += static_cast<double>(bits_() >> 11) * 0x1p-53;
    return sum;
  }

 private:
  std::mt19937_64 bits_;
};

struct Runs {
  std::vector<std::vector<double>> replicates;  // [replicate][point]
  std::vector<double> means;

  std::vector<std::span<const double>> spans() const { return {replicates.begin(), replicates.end()}; }
};

/// y = 3 x0 + 2 x1 + x2 + `curve` x0 x1, each slope off by a normal deviate times `shared` in all points of a
/// replicate, and y by one times `own` in each point.
Runs runs_of(const Design& design, std::size_t replicates, double shared, double own, double curve) {
  const auto points = points_of(design);
  Runs runs;
  runs.means.assign(points.size(), 0.0);
  Noise noise(1000 * design.seed + replicates);
  for (std::size_t r = 0; r < replicates; ++r) {
    double slopes[inputs] = {3, 2, 1};
    for (double& slope : slopes) slope += shared * noise();
    runs.replicates.emplace_back();
    for (std::size_t p = 0; p < points.size(); ++p) {
      double x[inputs], y = own * noise();
      for (std::size_t i = 0; i < inputs; ++i) {
        x[i] = std::get<double>(points[p].at(std::to_string(i)));
        y += slopes[i] * x[i];
      }
      y += curve * x[0] * x[1];
      runs.replicates.back().push_back(y);
      runs.means[p] += y / static_cast<double>(replicates);
    }
  }
  return runs;
}

struct Held {
  double held = 0, asked = 0;
  void count(const MeanInterval& interval, double truth) {
    held += interval.low <= truth && truth <= interval.high;
    asked += 1;
  }
  double share() const { return held / asked; }
};

/// How often intervals hold the truth, made over replicates and without them.
struct HeldOverSeeds {
  Held over_both, without;
};

/// In all designs, which differ by seed. `analyse` makes a result of means and replicates, `count` counts one input's intervals.
template <class Analyse, class Count>
HeldOverSeeds held_over_seeds(Design design, std::size_t replicates, double own, double curve, Analyse analyse,
                              Count count) {
  HeldOverSeeds held;
  for (design.seed = 1; design.seed <= seeded_designs; ++design.seed) {
    const Runs runs = runs_of(design, replicates, 0.2, own, curve);
    const auto both = analyse(design, runs.means, runs.spans()), without = analyse(design, runs.means, {});
    CHECK(both.over_replicates);
    CHECK_FALSE(without.over_replicates);
    for (std::size_t i = 0; i < inputs; ++i) {
      count(both.parameters[i], i, held.over_both);
      count(without.parameters[i], i, held.without);
    }
  }
  INFO(replicates << " replicates: " << held.over_both.share() << ", without them " << held.without.share());
  CHECK(held.without.share() < 0.85);
  return held;
}

using Spans = std::vector<std::span<const double>>;

MorrisResult effects_of(const Design& design, const std::vector<double>& means, const Spans& replicates) {
  return elementary_effects(means, design, replicates);
}

}  // namespace

TEST_CASE("intervals of Morris's effects hold the truth over seeds, too") {
  const double effects[] = {3.5, 2.5, 1};  // with a curve of 1, whose other input is 1/2 on average
  const auto count = [&](const ElementaryEffects& found, std::size_t i, Held& held) {
    held.count(found.mu_interval, effects[i]);
    held.count(found.mu_star_interval, effects[i]);
  };
  for (const std::size_t replicates : {3u, 5u, 10u}) {
    const Design design = design_of(DesignKind::morris, inputs, 20);
    const double share = held_over_seeds(design, replicates, 0.05, 1, effects_of, count).over_both.share();
    CHECK(share >= 0.92);
    CHECK(share <= 0.98);
  }
}

TEST_CASE("intervals of Sobol indices hold the truth over seeds, too") {
  const double first[] = {9.0 / 14, 4.0 / 14, 1.0 / 14};
  const auto indices_of = [](const Design&, const std::vector<double>& means, const Spans& replicates) {
    return sobol_indices(means, inputs, replicates);
  };
  const auto count = [&](const auto& found, std::size_t i, Held& held) {
    held.count(found.first_interval, first[i]);
    held.count(found.total_interval, first[i]);
  };
  for (const std::size_t replicates : {3u, 5u, 10u}) {
    const Design design = design_of(DesignKind::saltelli, inputs, 256);
    const double share = held_over_seeds(design, replicates, 0, 0, indices_of, count).over_both.share();
    CHECK(share >= 0.91);
    CHECK(share <= 0.99);
  }
}

TEST_CASE("replicates move no estimate") {
  const Design design = design_of(DesignKind::morris, inputs, 20);
  const Runs runs = runs_of(design, 5, 0.2, 0.05, 1);
  const auto both = effects_of(design, runs.means, runs.spans()), without = effects_of(design, runs.means, {});
  for (std::size_t i = 0; i < inputs; ++i) CHECK(both.parameters[i].mu == without.parameters[i].mu);
}

TEST_CASE("where replicates do not differ, the interval is that of the walks") {
  const Design design = design_of(DesignKind::morris, inputs, 12);
  const Runs runs = runs_of(design, 3, 0, 0, 1);
  const auto both = elementary_effects(runs.means, design, runs.spans());
  const auto walks = elementary_effects(runs.means, design);
  for (std::size_t i = 0; i < inputs; ++i) {
    CHECK(both.parameters[i].mu_interval.low == Approx(walks.parameters[i].mu_interval.low));
    CHECK(both.parameters[i].mu_interval.high == Approx(walks.parameters[i].mu_interval.high));
  }
}

TEST_CASE("a crossed interval is never narrower than that of the rows alone") {
  Noise noise(7);
  for (int k = 0; k < 200; ++k) {
    std::vector<std::vector<double>> cells(10);
    std::vector<double> means;
    for (auto& row : cells) {
      const double own = 0.1 * noise();
      means.push_back(0);
      for (int r = 0; r < 3; ++r) {
        row.push_back(own + noise());
        means.back() += row.back() / 3;
      }
    }
    double mean = 0;
    for (const double value : means) mean += value / 10;
    const auto crossed = crossed_interval(mean, crossed_variances(cells), 10, 3), rows = mean_interval(means);
    const bool wider = crossed.high - crossed.low >= (rows.high - rows.low) * (1 - 1e-9);
    CHECK(wider);
  }
}
