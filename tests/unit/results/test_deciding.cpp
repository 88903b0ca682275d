// Which parameter decides: what chance would explain is not named, what decides is.
#include "sim/results/deciding.hpp"

#include "sim/results/deciding_box.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace streetlight;

namespace {

constexpr std::size_t worlds = 60, parameters = 49;

std::vector<std::vector<double>> random_worlds(std::mt19937_64& random) {
  std::uniform_real_distribution<double> uniform;
  std::vector<std::vector<double>> values(worlds, std::vector<double>(parameters));
  for (auto& world : values)
    for (double& value : world) value = uniform(random);
  return values;
}

std::vector<double> noise(std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  std::vector<double> values(worlds);
  for (double& value : values) value = normal(random);
  return values;
}

}  // namespace

TEST_CASE("of 49 parameters that have nothing to do with a difference hardly ever one is named") {
  // N = 400 sets of worlds; in 5 % of them at most one is named. Standard error sqrt(0.05 * 0.95 / 400) = 0.011; the
  // limit is 3.3 of them above (alpha 0.0005). The bound is nearly sharp: below 1 % it would be another one.
  constexpr int sets = 400;
  std::mt19937_64 random(7);
  int named = 0;
  for (int set = 0; set < sets; ++set) {
    const auto found = influences(random_worlds(random), noise(random), {});
    named += std::any_of(found.begin(), found.end(), [](const auto& one) { return one.beyond_chance; });
  }
  CHECK(named <= 34);
  CHECK(named >= 4);
}

TEST_CASE("a parameter that explains half of a difference is named first, and falls where it lowers it") {
  std::mt19937_64 random(8);
  const auto values = random_worlds(random);
  auto difference = noise(random);
  for (std::size_t w = 0; w < worlds; ++w) difference[w] -= 3.5 * values[w][11];  // variance 3.5^2 / 12, about 1
  const auto found = influences(values, difference, {});
  CHECK(found.front().parameter == 11);
  CHECK(found.front().beyond_chance);
  CHECK(found.front().rank_correlation < -0.4);
  CHECK(found.front().spread_explained == Approx(0.5).margin(0.25));
}

TEST_CASE("a box holds the worlds that were marked, and says how many of its worlds are such") {
  std::mt19937_64 random(9);
  const auto values = random_worlds(random);
  std::vector<bool> marked;
  for (const auto& world : values) marked.push_back(world[3] > 0.7);
  const Box box = find_box(values, marked, {1, 3, 5});
  REQUIRE(box.sides.size() == 1);
  CHECK(box.sides[0].parameter == 3);
  CHECK(box.sides[0].low > 0.6);
  CHECK(box.coverage > 0.8);
  CHECK(box.density > 0.8);
}

TEST_CASE("a box around worlds marked at random is said in one case of twenty at most") {
  // N = 60 sets of worlds, a quarter of them marked. Of 60 draws at 0.05 more than 10 come about with chance 0.0005.
  // What this guards against: without the comparison some box is found nearly always.
  constexpr int sets = 60;
  std::mt19937_64 random(10);
  int said = 0, found = 0;
  for (int set = 0; set < sets; ++set) {
    const auto values = random_worlds(random);
    const auto difference = noise(random);
    std::vector<bool> marked;
    for (const double d : difference) marked.push_back(d < -0.7);
    said += !deciding_box(values, difference, marked).sides.empty();
    found += !find_box(values, marked, {0, 1, 2, 3, 4, 5, 6, 7}).sides.empty();
  }
  CHECK(said <= 10);
  CHECK(found >= 50);
}

TEST_CASE("a box of two parameters is found among 49 when both decide") {
  std::mt19937_64 random(11);
  const auto values = random_worlds(random);
  const auto luck = noise(random);
  std::vector<double> difference;
  std::vector<bool> marked;
  for (std::size_t w = 0; w < worlds; ++w) {
    difference.push_back(3 * values[w][20] - 3 * values[w][41] + 0.3 * luck[w]);
    marked.push_back(difference.back() > 0.8);
  }
  const Box box = deciding_box(values, difference, marked);
  REQUIRE(!box.sides.empty());
  for (const BoxSide& side : box.sides)
    if (side.parameter == 20)
      CHECK(side.cut_below);
    else if (side.parameter == 41)
      CHECK(side.cut_above);
  CHECK(std::any_of(box.sides.begin(), box.sides.end(), [](const BoxSide& side) { return side.parameter == 20; }));
  CHECK(std::any_of(box.sides.begin(), box.sides.end(), [](const BoxSide& side) { return side.parameter == 41; }));
  CHECK(box.density > 0.7);
}
