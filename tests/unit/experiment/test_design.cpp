// Designs: the points they promise, the same for ever.
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "sim/core/check.hpp"
#include "sim/experiment/experiment.hpp"
#include "tests/support/points_of.hpp"

using namespace streetlight;

namespace {

double real(const Settings& point, const char* key) { return std::get<double>(point.at(key)); }

Design sampled(DesignKind kind, std::int64_t points, std::uint64_t seed = 5) {
  Design design;
  design.kind = kind;
  design.points = points;
  design.seed = seed;
  design.parameters = {{.key = "a", .low = 0, .high = 1},
                       {.key = "b", .low = 0.001, .high = 10, .scale = Scale::log},
                       {.key = "c", .low = 2, .high = 5, .scale = Scale::integer},
                       {.key = "d", .values = {std::string("covert"), std::string("notice")}}};
  return design;
}

}  // namespace

TEST_CASE("without a design there is one empty point") {
  CHECK(points_of(std::nullopt) == std::vector<Settings>{Settings{}});
}

TEST_CASE("a grid has every combination, the last key fastest") {
  Design design;
  design.parameters = {{.key = "b", .values = {1.0, 2.0}},
                       {.key = "a", .values = {std::string("x"), true, std::int64_t{3}}}};
  const auto points = points_of(design);
  REQUIRE(points.size() == 6);
  CHECK(points[0] == Settings{{"a", std::string("x")}, {"b", 1.0}});
  CHECK(points[1] == Settings{{"a", true}, {"b", 1.0}});
  CHECK(points[3] == Settings{{"a", std::string("x")}, {"b", 2.0}});
}

TEST_CASE("a list takes one value of each") {
  Design design;
  design.kind = DesignKind::list;
  design.parameters = {{.key = "a", .values = {1.0, 2.0}}, {.key = "b", .values = {3.0, 4.0}}};
  CHECK(points_of(design) == std::vector<Settings>{{{"a", 1.0}, {"b", 3.0}}, {{"a", 2.0}, {"b", 4.0}}});
  design.parameters[1].values.push_back(5.0);
  CHECK_THROWS_WITH(points_of(design), Catch::Contains("b has 3 values and a has 2"));
}

TEST_CASE("a Latin hypercube has one point in each stratum of each parameter") {
  for (const std::int64_t count : {1, 7, 64, 1000}) {
    const auto points = points_of(sampled(DesignKind::latin_hypercube, count));
    REQUIRE(points.size() == static_cast<std::size_t>(count));
    std::set<std::int64_t> linear, log;
    std::map<std::string, std::int64_t> words;
    std::map<std::int64_t, std::int64_t> wholes;
    const auto n = static_cast<double>(count);
    for (const auto& point : points) {
      linear.insert(static_cast<std::int64_t>(real(point, "a") * n));
      log.insert(static_cast<std::int64_t>(std::log(real(point, "b") / 0.001) / std::log(10 / 0.001) * n));
      ++wholes[std::get<std::int64_t>(point.at("c"))];
      ++words[std::get<std::string>(point.at("d"))];
    }
    CHECK(static_cast<std::int64_t>(linear.size()) == count);
    CHECK(static_cast<std::int64_t>(log.size()) == count);
    if (count == 64) {
      CHECK(words == std::map<std::string, std::int64_t>{{"covert", 32}, {"notice", 32}});
      CHECK(wholes == std::map<std::int64_t, std::int64_t>{{2, 16}, {3, 16}, {4, 16}, {5, 16}});
    }
  }
}

TEST_CASE("Sobol points are a net: every dyadic box holds its share") {
  Design design;
  design.kind = DesignKind::sobol;
  design.points = 64;
  design.parameters = {{.key = "a", .low = 0, .high = 1}, {.key = "b", .low = 0, .high = 1}};
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    design.seed = seed;
    const auto points = points_of(design);
    for (int bits = 0; bits <= 6; ++bits) {  // boxes of 2^-bits by 2^(bits - 6): one point each
      std::set<std::pair<int, int>> boxes;
      for (const auto& point : points)
        boxes.insert({static_cast<int>(std::ldexp(real(point, "a"), bits)),
                      static_cast<int>(std::ldexp(real(point, "b"), 6 - bits))});
      CHECK(boxes.size() == 64);
    }
  }
  // A longer design begins with the shorter one
  auto longer = design;
  longer.points = 100;
  auto points = points_of(longer);
  points.resize(64);
  CHECK(points == points_of(design));
}

TEST_CASE("the design's seed matters") {
  for (const DesignKind kind : {DesignKind::latin_hypercube, DesignKind::sobol}) {
    CHECK(points_of(sampled(kind, 8, 5)) == points_of(sampled(kind, 8, 5)));
    CHECK(points_of(sampled(kind, 8, 5)) != points_of(sampled(kind, 8, 6)));
  }
}

TEST_CASE("values stay within their range at its ends") {
  Design design = sampled(DesignKind::sobol, 4096);
  design.parameters.push_back({.key = "e", .low = 3, .high = 3});
  for (const auto& point : points_of(design)) {
    CHECK((real(point, "a") > 0 && real(point, "a") < 1));
    CHECK((real(point, "b") >= 0.001 && real(point, "b") <= 10));
    CHECK(real(point, "e") == 3);
  }
}

TEST_CASE("a design that cannot be made is refused with the reason") {
  const auto refused = [](auto change, const char* reason) {
    Design design = sampled(DesignKind::sobol, 4);
    change(design);
    CHECK_THROWS_AS(points_of(design), InvalidInput);
    CHECK_THROWS_WITH(points_of(design), Catch::Contains(reason));
  };
  refused([](Design& d) { d.points = 0; }, "must be 1 or more");
  refused([](Design& d) { d.parameters.clear(); }, "varies nothing");
  refused([](Design& d) { d.parameters[1].low = 0; }, "log scale");
  refused([](Design& d) { d.parameters[0].low = 2; }, "is not a range");
  refused([](Design& d) { d.parameters[0].high = std::nan(""); }, "is not a range");
  refused([](Design& d) { d.parameters[2].low = 2.5; }, "whole ends");
  refused([](Design& d) { d.kind = DesignKind::grid; }, "has no values");
  refused([](Design& d) { d.parameters.resize(3668, d.parameters[0]); }, "at most 3667");
  refused(
      [](Design& d) {
        d.kind = DesignKind::grid;
        d.parameters.assign(8, {.key = "a", .values = std::vector<Value>(100, 1.0)});
      },
      "the grid has 1e+16 points");
}

// Made by printing points_of(sampled(kind, 3)). They may never change: a stored sweep is repeated by its design and
// seed.
TEST_CASE("golden points") {
  const auto golden = [](DesignKind kind, const std::vector<Settings>& expected) {
    const auto points = points_of(sampled(kind, 3));
    for (const auto& point : points)
      for (const auto& [key, value] : point) UNSCOPED_INFO(key << " = " << to_text(value));
    CHECK(points == expected);
  };
  const auto point = [](double a, double b, std::int64_t c, const char* d) {
    return Settings{{"a", a}, {"b", b}, {"c", c}, {"d", std::string(d)}};
  };
  golden(DesignKind::latin_hypercube, {point(0.9065993534944331, 0.021609525608109224, 5, "notice"),
                                       point(0.11733322672080249, 2.849972971488452, 3, "covert"),
                                       point(0.3486103209434077, 0.002315499953263837, 4, "notice")});
  golden(DesignKind::sobol, {point(0.9687246278626844, 0.03332299353073093, 5, "notice"),
                             point(0.46872462786268443, 3.3322993530730955, 3, "covert"),
                             point(0.21872462786268443, 0.003332299353073092, 4, "notice")});
}
