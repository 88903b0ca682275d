#include <catch2/catch.hpp>

#include "tests/unit/theory/drive.hpp"

using namespace streetlight;
using testing::Driven;
using testing::List;

namespace {
const std::vector<GroupSpec> sites{{"one", {{"site", {"1"}}}}, {"two", {{"site", {"2"}}}}};
}

TEST_CASE("fixed weights send every unit where they say, and a unit finds one incident at most") {
  Driven world("attention",
               {{"sites.rates", List{500, 500}},
                {"attention.units", std::int64_t{4}},
                {"attention.allocation", std::string("fixed")},
                {"attention.weights", List{0, 1}}},
               sites);
  world.step();
  CHECK(world("units", 1) == 0);
  CHECK(world("units", 2) == 4);
  CHECK(world("found") == 4);
  CHECK(world("missed", 1) == world("incidents", 1));
  CHECK(world("missed") == world("incidents") - 4);
}

TEST_CASE("nothing is found where nothing happens") {
  Driven world("attention", {{"sites.rates", List{0, 0, 0}}});
  world.step(3);
  CHECK(world("incidents") == 0);
  CHECK(world("found") == 0);
  CHECK(world("units") == 6);
}

TEST_CASE("sites answer: a rate falls by response for each unit, rises by it without one, and stays at 0 or more") {
  Driven world("attention",
               {{"sites.rates", List{1, 1}},
                {"attention.units", std::int64_t{3}},
                {"sites.response", 0.25},
                {"attention.allocation", std::string("fixed")},
                {"attention.weights", List{1, 0}}},
               sites);
  world.step();
  CHECK(world("rate", 1) == 0.25);
  CHECK(world("rate", 2) == 1.25);
  world.step();
  CHECK(world("rate", 1) == 0);
}

TEST_CASE("attention that follows discoveries stays where it found something") {
  // Site 2 has no incidents: with N = 20,000 units a step, found at site 1 alone, its share of units tends to 1.
  Driven world("attention",
               {{"sites.rates", List{100000, 0}},
                {"attention.units", std::int64_t{20000}},
                {"attention.allocation", std::string("discovered")}},
               sites);
  world.step();
  CHECK(world("units", 1) == Approx(10000).margin(5 * 71));
  world.step();
  CHECK(world("units", 1) > 19980);
}

TEST_CASE("attention refuses weights that do not fit the sites") {
  CHECK(Driven("attention", {{"attention.allocation", std::string("fixed")}}).complaints().size() == 1);
  CHECK(
      Driven("attention", {{"attention.allocation", std::string("fixed")}, {"attention.weights", List{0, 0, 0, 0, 0}}})
          .complaints()
          .size() == 1);
  CHECK(Driven("attention", {}, {{"far", {{"site", {"6"}}}}}).complaints().size() == 1);
}
