// Designs for sensitivity analysis: what they promise of their points, the same for ever.
#include "sim/experiment/sensitivity_designs.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "sim/core/check.hpp"
#include "tests/support/points_of.hpp"

using namespace streetlight;

namespace {

Design design(DesignKind kind, std::int64_t count, std::uint64_t seed = 5) {
  Design made;
  made.kind = kind;
  (kind == DesignKind::morris ? made.trajectories : made.samples) = count;
  made.seed = seed;
  made.parameters = {{.key = "a", .low = 0, .high = 1},
                     {.key = "b", .low = 0.001, .high = 10, .scale = Scale::log},
                     {.key = "c", .low = 2, .high = 5, .scale = Scale::integer},
                     {.key = "d", .values = {std::string("covert"), std::string("notice")}}};
  return made;
}

double real(const Settings& point, const char* key) { return std::get<double>(point.at(key)); }

std::size_t differing(const Settings& one, const Settings& other) {
  std::size_t count = 0;
  for (const auto& [key, value] : one) count += value != other.at(key);
  return count;
}

}  // namespace

TEST_CASE("a walk of Morris moves one parameter at a step, each once, by delta") {
  for (const std::int64_t levels : {2, 4, 10}) {
    auto made = design(DesignKind::morris, 40);
    made.levels = levels;
    const auto points = points_of(made);
    REQUIRE(points.size() == 40 * 5);
    REQUIRE(sensitivity_point_count(made) == 40 * 5);
    const double delta = levels / (2.0 * (levels - 1));
    std::set<double> places;
    for (std::size_t walk = 0; walk < 40; ++walk) {
      for (std::size_t step = 0; step < 4; ++step) {
        const auto &before = points[walk * 5 + step], &after = points[walk * 5 + step + 1];
        CHECK(differing(before, after) == 1);
        if (before.at("a") != after.at("a")) CHECK(std::abs(real(after, "a") - real(before, "a")) == Approx(delta));
      }
      CHECK(differing(points[walk * 5], points[walk * 5 + 4]) == 4);
      for (std::size_t step = 0; step < 5; ++step) places.insert(std::round(1e9 * real(points[walk * 5 + step], "a")));
    }
    CHECK(places.size() == static_cast<std::size_t>(levels));
  }
}

TEST_CASE("walks start everywhere and go both ways, in every order") {
  const auto walks = morris_walks(design(DesignKind::morris, 400));
  std::set<std::vector<std::size_t>> orders;
  double up = 0;
  std::vector<double> starts(4, 0.0);
  for (const auto& walk : walks) {
    orders.insert(walk.order);
    for (const auto& [from, to] : walk.moves) up += to > from;
    ++starts[static_cast<std::size_t>(walk.moves[0].first)];
  }
  CHECK(orders.size() == 24);
  CHECK(up / 1600 == Approx(0.5).margin(0.05));                              // four standard deviations
  for (const double count : starts) CHECK(count == Approx(100).margin(35));  // four standard deviations
}

TEST_CASE("a row of Saltelli is A, A with each parameter from B, and B") {
  const auto points = points_of(design(DesignKind::saltelli, 64));
  REQUIRE(points.size() == 64 * 6);
  const std::vector<std::string> keys{"a", "b", "c", "d"};
  std::set<int> strata_a, strata_b;
  for (std::size_t row = 0; row < 64; ++row) {
    const Settings &a = points[row * 6], &b = points[row * 6 + 5];
    for (std::size_t i = 0; i < 4; ++i) {
      const Settings& mixed = points[row * 6 + 1 + i];
      for (std::size_t j = 0; j < 4; ++j) CHECK(mixed.at(keys[j]) == (i == j ? b : a).at(keys[j]));
    }
    if (row % saltelli_shifts != 3) continue;  // one of the shifted copies
    strata_a.insert(static_cast<int>(real(a, "a") * 8));
    strata_b.insert(static_cast<int>(real(b, "a") * 8));
  }
  // Both base samples are as even as the sequence that each copy comes from
  CHECK(strata_a.size() == 8);
  CHECK(strata_b.size() == 8);
}

TEST_CASE("the copies of a Saltelli design are the same sequence, each shifted for itself") {
  const auto points = points_of(design(DesignKind::saltelli, 32));
  std::set<std::uint32_t> shifts;
  const auto word = [&](std::size_t row) { return static_cast<std::uint32_t>(real(points[row * 6], "a") * 0x1p32); };
  for (std::size_t copy = 0; copy < saltelli_shifts; ++copy) {
    shifts.insert(word(copy));
    // From a copy's first point to its second the sequence turns over the same bits
    CHECK((word(copy) ^ word(copy + saltelli_shifts)) == (word(0) ^ word(saltelli_shifts)));
  }
  CHECK(shifts.size() == saltelli_shifts);
}

TEST_CASE("a longer sensitivity design begins with the shorter one") {
  for (const DesignKind kind : {DesignKind::morris, DesignKind::saltelli}) {
    auto longer = points_of(design(kind, 20));
    const auto shorter = points_of(design(kind, 8));
    longer.resize(shorter.size());
    CHECK(longer == shorter);
    CHECK(shorter != points_of(design(kind, 8, 6)));
  }
}

TEST_CASE("a sensitivity design that cannot be made is refused with the reason") {
  auto few = design(DesignKind::morris, 1);
  CHECK_THROWS_WITH(points_of(few), Catch::Contains("design.trajectories = 1 must be 2 or more"));
  auto odd = design(DesignKind::morris, 4);
  odd.levels = 5;
  CHECK_THROWS_WITH(points_of(odd), Catch::Contains("design.levels = 5 must be an even number"));
  CHECK_THROWS_WITH(points_of(design(DesignKind::saltelli, 1)), Catch::Contains("design.samples = 1 must be 2"));
  auto wide = design(DesignKind::saltelli, 4);
  wide.parameters.assign(2000, {.key = "a", .low = 0, .high = 1});
  CHECK_THROWS_WITH(points_of(wide), Catch::Contains("at most 3667"));
  auto many = design(DesignKind::saltelli, 4294967295);
  CHECK_THROWS_AS(points_of(many), InvalidInput);
}

// Made by printing points_of(design(kind, 2)). They may never change: a stored analysis is repeated by its design
// and seed, and an analysis is only right for points in the order in which its runs were made.
TEST_CASE("golden points of sensitivity designs") {
  const auto point = [](double a, double b, std::int64_t c, const char* d) {
    return Settings{{"a", a}, {"b", b}, {"c", c}, {"d", std::string(d)}};
  };
  const auto golden = [](DesignKind kind, const std::vector<Settings>& expected) {
    const auto points = points_of(design(kind, 2));
    for (const auto& each : points)
      for (const auto& [key, value] : each) UNSCOPED_INFO(key << " = " << to_text(value));
    CHECK(points == expected);
  };
  golden(DesignKind::morris,
         {point(0.3333333333333333, 0.4641588833612782, 4, "notice"),
          point(0.3333333333333333, 0.4641588833612782, 2, "notice"), point(0.3333333333333333, 0.001, 2, "notice"),
          point(0.3333333333333333, 0.001, 2, "covert"), point(1, 0.001, 2, "covert"),
          point(0.6666666666666666, 0.001, 5, "covert"), point(0.6666666666666666, 0.001, 3, "covert"),
          point(0.6666666666666666, 0.4641588833612782, 3, "covert"),
          point(0.6666666666666666, 0.4641588833612782, 3, "notice"), point(0, 0.4641588833612782, 3, "notice")});
  golden(DesignKind::saltelli, {point(0.27491282776463777, 0.1398024388054426, 4, "covert"),
                                point(0.4304258086485788, 0.1398024388054426, 4, "covert"),
                                point(0.27491282776463777, 0.005811079485716631, 4, "covert"),
                                point(0.27491282776463777, 0.1398024388054426, 3, "covert"),
                                point(0.27491282776463777, 0.1398024388054426, 4, "covert"),
                                point(0.4304258086485788, 0.005811079485716631, 3, "covert"),
                                point(0.26588997489307076, 6.937471362801444, 3, "notice"),
                                point(0.9729382850928232, 6.937471362801444, 3, "notice"),
                                point(0.26588997489307076, 0.001879606582064597, 3, "notice"),
                                point(0.26588997489307076, 6.937471362801444, 5, "notice"),
                                point(0.26588997489307076, 6.937471362801444, 3, "covert"),
                                point(0.9729382850928232, 0.001879606582064597, 5, "covert")});
}
