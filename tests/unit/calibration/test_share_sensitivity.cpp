/// How a share of worlds hangs on discrepancies and priors, against sums by hand.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "sim/calibration/share_sensitivity.hpp"

using namespace streetlight;

namespace {

/// One target from 0 to 2 with a discrepancy of 1; the worlds' values for it.
std::vector<World> worlds_with(const std::vector<double>& got) {
  std::vector<World> worlds;
  for (std::size_t w = 0; w < got.size(); ++w)
    worlds.push_back({{static_cast<double>(w) / static_cast<double>(got.size())},
                      1.0 / static_cast<double>(got.size()),
                      {got[w]},
                      {},
                      1});
  return worlds;
}

TargetGoal goal() {
  TargetGoal goal;
  goal.name = "y";
  goal.high = 2;
  goal.discrepancy = 1;
  return goal;
}

const std::vector<double> none;

double normal_between(double low, double high, double mean, double spread) {
  const auto below = [&](double x) { return 0.5 * std::erfc(-(x - mean) / spread / std::sqrt(2.0)); };
  return below(high) - below(low);
}

}  // namespace

TEST_CASE("weights with another discrepancy are ratios of chances") {
  const auto worlds = worlds_with({1.0, 0.0, 2.0, 0.5});
  const std::vector<TargetGoal> goals{goal()};
  for (const double factor : {0.5, 2.0}) {
    std::vector<double> expected;
    double sum = 0;
    for (const World& world : worlds) {
      expected.push_back(normal_between(0, 2, world.got[0], factor) / normal_between(0, 2, world.got[0], 1));
      sum += expected.back();
    }
    const auto weights = weights_with_discrepancy({worlds, goals, none}, factor);
    for (std::size_t w = 0; w < worlds.size(); ++w) CHECK(weights[w] == Approx(expected[w] / sum));
  }
  const auto same = weights_with_discrepancy({worlds, goals, none}, 1);
  for (const double weight : same) CHECK(weight == Approx(0.25));
  // A forgotten discrepancy would leave all weights as they are
  CHECK(std::abs(weights_with_discrepancy({worlds, goals, none}, 0.5)[0] - 0.25) > 0.01);
}

TEST_CASE("where the model's own values are known, weights with another discrepancy are ratios of densities") {
  // The figure is 1 with a standard deviation of 1/3; the model is off by 1, the expected values by 0.5
  auto worlds = worlds_with({1.0, 1.0, 1.0, 1.0});
  const std::vector<double> values{1.0, 0.2, 1.9, 0.6}, errors{0.5};
  for (std::size_t w = 0; w < values.size(); ++w) worlds[w].expected = {values[w]};
  const std::vector<TargetGoal> goals{goal()};
  const auto density = [](double value, double factor) {
    const double variance = 1.0 / 9 + factor * factor + 0.25;
    return std::exp(-0.5 * (value - 1) * (value - 1) / variance);
  };
  for (const double factor : {0.5, 2.0}) {
    double sum = 0;
    for (const double value : values) sum += density(value, factor) / density(value, 1);
    const auto weights = weights_with_discrepancy({worlds, goals, errors}, factor);
    for (std::size_t w = 0; w < values.size(); ++w)
      CHECK(weights[w] == Approx(density(values[w], factor) / density(values[w], 1) / sum));
    // Half the discrepancy: worlds in the middle count for more
    CHECK((weights[0] > weights[2]) == (factor < 1));
  }
}

TEST_CASE("a target held out and one without a discrepancy weigh nothing") {
  TargetGoal held = goal(), exact = goal();
  held.held_out = true;
  exact.discrepancy = 0;
  const auto worlds = worlds_with({1.0, 0.0});
  for (const auto& one : {held, exact}) {
    const std::vector<TargetGoal> goals{one};
    for (const double weight : weights_with_discrepancy({worlds, goals, none}, 2)) CHECK(weight == Approx(0.5));
  }
}

TEST_CASE("the halves of a prior that say least and most are named") {
  // 60 worlds evenly over the prior; it holds in the last 15, so in none of the lower half and in half of the upper
  std::vector<double> got(60, 1.0);
  const auto worlds = worlds_with(got);
  std::vector<std::size_t> places;
  std::vector<bool> holds;
  for (std::size_t w = 0; w < 60; ++w) {
    places.push_back(w);
    holds.push_back(w >= 45);
  }
  const std::vector<TargetGoal> goals{goal()};
  const Prior prior{"x", 0, 1, PriorScale::linear, "made up"};
  const ShareSensitivity all = share_sensitivity({prior}, {worlds, goals, none}, places, holds);
  CHECK(all.as_is == Approx(0.25));
  REQUIRE(all.lowest);
  REQUIRE(all.highest);
  CHECK(all.lowest->share == 0);
  CHECK_FALSE(all.lowest->upper);
  CHECK(all.highest->share == Approx(0.5));
  CHECK(all.highest->worlds == 30);
  CHECK(all.lowest->beyond_chance);
  CHECK(all.highest->beyond_chance);

  // Weights that stand for few worlds say nothing; halves of priors are counts, and stay
  auto uneven = worlds;
  uneven[0].weight = 1;
  const ShareSensitivity few_effective = share_sensitivity({prior}, {uneven, goals, none}, places, holds);
  CHECK(std::isnan(few_effective.as_is));
  CHECK(std::isnan(few_effective.doubled));
  CHECK(few_effective.highest->share == Approx(0.5));

  // A half with few worlds says nothing
  const std::vector<World> few(worlds.begin(), worlds.begin() + 40);
  places.resize(40);
  holds.assign(40, true);
  const ShareSensitivity one_half = share_sensitivity({prior}, {few, goals, none}, places, holds);
  REQUIRE(one_half.highest);
  CHECK_FALSE(one_half.highest->upper);
}

TEST_CASE("among many priors without any effect some half stands out, and is not said to") {
  // 200 worlds, 49 parameters; the answers have nothing to do with any of them
  constexpr std::size_t count = 200, parameters = 49;
  std::mt19937_64 bits(1);
  const auto uniform = [&] { return static_cast<double>(bits() >> 11) * 0x1p-53; };
  std::vector<Prior> priors;
  for (std::size_t j = 0; j < parameters; ++j) priors.push_back({"x", 0, 1, PriorScale::linear, "made up"});
  const std::vector<TargetGoal> goals{goal()};
  std::size_t beyond = 0;
  constexpr std::size_t cases = 40;
  for (std::size_t k = 0; k < cases; ++k) {
    auto worlds = worlds_with(std::vector<double>(count, 1.0));
    std::vector<std::size_t> places;
    std::vector<bool> holds;
    for (std::size_t w = 0; w < count; ++w) {
      worlds[w].values.clear();
      for (std::size_t j = 0; j < parameters; ++j) worlds[w].values.push_back(uniform());
      places.push_back(w);
      holds.push_back(uniform() < 0.4);
    }
    const ShareSensitivity one = share_sensitivity(priors, {worlds, goals, none}, places, holds);
    REQUIRE(one.lowest);
    // The extremes of 98 shares of 100 worlds or so look like something
    CHECK(one.highest->share - one.lowest->share > 0.1);
    beyond += one.lowest->beyond_chance + one.highest->beyond_chance;

    // A parameter that decides is found among the others
    for (std::size_t w = 0; w < count; ++w) holds[w] = worlds[w].values[5] < 0.5 ? w % 4 != 0 : w % 4 == 0;
    const ShareSensitivity decided = share_sensitivity(priors, {worlds, goals, none}, places, holds);
    CHECK((decided.lowest->beyond_chance && decided.lowest->parameter == 5 && decided.lowest->upper));
    CHECK((decided.highest->beyond_chance && decided.highest->parameter == 5 && !decided.highest->upper));
  }
  // One in twenty by chance for each end: 4 of 80 expected, above 12 in one case of two thousand
  CHECK(beyond <= 12);
}
