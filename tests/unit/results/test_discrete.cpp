// Parameters that have values one by one: which of them walks run, and effects known in closed form.
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <set>

#include "sim/core/check.hpp"
#include "sim/experiment/values_not_run.hpp"
#include "sim/results/elementary_effects.hpp"
#include "tests/support/points_of.hpp"

using namespace streetlight;

namespace {

using Words = std::vector<std::string>;

DesignParameter list(std::vector<Value> values) { return {.key = "x", .values = std::move(values)}; }
DesignParameter whole(double low, double high) {
  return {.key = "x", .low = low, .high = high, .scale = Scale::integer};
}

Design design_of(const DesignParameter& x, std::int64_t walks = 60, std::int64_t levels = 4) {
  Design made;
  made.kind = DesignKind::morris;
  made.trajectories = walks;
  made.levels = levels;
  made.parameters = {x, {.key = "r", .low = 0, .high = 1}};
  return made;
}

double number(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* count = std::get_if<std::int64_t>(&value)) return static_cast<double>(*count);
  return std::get<double>(value);
}

/// Effects of x, and of r behind it, on f(x, r).
std::vector<ElementaryEffects> effects(const Design& design, const std::function<double(const Value&, double)>& f) {
  std::vector<double> outcomes;
  for (const auto& point : points_of(design)) outcomes.push_back(f(point.at("x"), number(point.at("r"))));
  return elementary_effects(outcomes, design).parameters;
}

std::size_t values_run(const Design& design) {
  std::set<Value> run;
  for (const auto& point : points_of(design)) run.insert(point.at("x"));
  return run.size();
}

}  // namespace

TEST_CASE("a linear outcome has its slope times the whole range as effect, for every kind of parameter") {
  const auto x = GENERATE(whole(0, 1), whole(3, 5), whole(-2, 3), whole(0, 6), whole(0, 100), list({0.0, 7.0}),
                          list({0.0, 1.0, 2.0, 7.0, 3.0}), list({std::int64_t{4}, std::int64_t{1}}),
                          list({0.0, 0.1, 0.2, 0.3, 0.4}), list({0.001, 0.01, 0.1, 1.0}), list({5.0, 5.0, 1.0}));
  const std::int64_t levels = GENERATE(2, 4, 8);
  const double low = x.is_range() ? x.low : number(*std::min_element(x.values.begin(), x.values.end()));
  const double high = x.is_range() ? x.high : number(*std::max_element(x.values.begin(), x.values.end()));
  const auto result =
      effects(design_of(x, 60, levels), [](const Value& value, double r) { return 1 - 3 * number(value) + 2 * r; });
  CHECK(result[0].mu == Approx(-3 * (high - low)));
  CHECK(result[0].mu_star == Approx(3 * (high - low)));
  CHECK(result[0].sigma == Approx(0).margin(1e-9 * (high - low)));
  CHECK(result[1].mu == Approx(2));
}

TEST_CASE("a switch and two words have the difference that they make, from the first value to the second") {
  const auto switched = effects(design_of(list({true, false})),
                                [](const Value& value, double r) { return std::get<bool>(value) ? 7 + r : r; });
  CHECK(switched[0].mu == Approx(-7));
  CHECK(switched[0].mu_star == Approx(7));
  const auto words =
      effects(design_of(list({std::string("covert"), std::string("open")}), 60, 8),
              [](const Value& value, double r) { return std::get<std::string>(value) == "open" ? 7 * r : 0; });
  // On eight places r is 0, 1/7, ... 1, each as likely: 3.5 in the mean
  CHECK(words[0].ordered);
  CHECK(words[0].mu == Approx(3.5).margin(4 * words[0].sigma / std::sqrt(60.0)));
}

TEST_CASE("more than two words: the mean size of the difference between two of them, and no direction") {
  const auto x = list({std::string("a"), std::string("b"), std::string("c"), std::string("b")});
  const auto level = [](const Value& value) {
    const auto& word = std::get<std::string>(value);
    return word == "a" ? 0.0 : word == "b" ? 1.0 : 5.0;
  };
  const auto result = effects(design_of(x, 3000), [&](const Value& value, double) { return level(value); });
  // Differences 1, 5 and 4, each pair as likely; standard deviation of the mean of 3000 is 0.031
  CHECK_FALSE(result[0].ordered);
  CHECK(result[0].mu_star == Approx(10.0 / 3).margin(0.12));
  CHECK(result[0].sigma == Approx(std::sqrt(26.0 / 9)).margin(0.06));
  CHECK(std::isnan(result[0].mu));
  CHECK(std::isnan(result[0].mu_interval.low));
  CHECK(result[0].mu_star_interval.low < 10.0 / 3);
}

TEST_CASE("an effect of numbers is scaled by at most two, so no small step is blown up") {
  // A jump between the two least of four numbers that grow tenfold: no effect is larger than the jump
  const auto x = list({0.001, 0.01, 0.1, 1.0});
  const auto result =
      effects(design_of(x, 400), [](const Value& value, double) { return number(value) > 0.005 ? 1.0 : 0; });
  CHECK(result[0].mu_star <= 1.01);
  CHECK(result[0].mu_star > 0.2);
  for (const std::int64_t high : {1, 2, 3, 4, 9, 10, 50}) {
    const MorrisFactor factor(whole(0, static_cast<double>(high)), 4);
    for (std::uint32_t word = 0; word < 0xf0000000u; word += 0x00ffffffu)
      CHECK(factor.share(factor.move(word, true)) >= 0.5);
  }
}

TEST_CASE("an interaction of a switch and a list") {
  // y = x r with x of 0, 10, 20: the effect of x over its range is 20 r, of r over its range x
  const auto result =
      effects(design_of(list({0.0, 10.0, 20.0}), 2000), [](const Value& value, double r) { return number(value) * r; });
  CHECK(result[0].mu == Approx(10).margin(0.7));  // r is 0, 1/3, 2/3 or 1
  CHECK(result[1].mu == Approx(10).margin(0.7));  // x is 10 in half of the places, 0 and 20 in a quarter each
}

TEST_CASE("every value of a list and of a range of whole numbers is run") {
  for (std::int64_t count = 2; count <= 12; ++count) {
    std::vector<Value> numbers, words;
    for (std::int64_t i = 0; i < count; ++i) {
      numbers.emplace_back(static_cast<double>(i * i));
      words.emplace_back("word " + std::to_string(i));
    }
    for (const auto& x : {list(numbers), list(words), whole(1, static_cast<double>(count))}) {
      const auto made = design_of(x, 150);
      CHECK(values_run(made) == static_cast<std::size_t>(count));
      CHECK(values_not_run(made).empty());
    }
  }
}

TEST_CASE("values that no walk runs are named, or counted where they are many") {
  const auto words = list({std::string("a"), std::string("b"), std::string("c"), std::string("d"), std::string("e"),
                           std::string("f"), std::string("g")});
  auto made = design_of(words, 2);
  REQUIRE(values_run(made) < 7);
  auto said = values_not_run(made);
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], Catch::StartsWith("x: \"") && Catch::Contains("by no walk, since there are only 2"));
  made = design_of(whole(1, 40), 3);
  said = values_not_run(made);
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], Catch::Contains(std::to_string(40 - values_run(made)) + " of its 40 values are run by no walk"));
  made.kind = DesignKind::saltelli;
  made.samples = 2;
  CHECK_THAT(values_not_run(made).at(0), Catch::Contains("by no point, since there are only 2 rows"));
  CHECK(values_not_run(design_of({.key = "x", .low = 0, .high = 1}, 2)).empty());
}

TEST_CASE("a list with a single value is refused") {
  CHECK_THROWS_WITH(points_of(design_of(list({2.0, 2.0}))), Catch::Contains("design parameter x has one value"));
}
