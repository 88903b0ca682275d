#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/theory/drive.hpp"

using namespace streetlight;
using testing::Driven;
using testing::List;

namespace {
const std::vector<GroupSpec> user_groups{{"first", {{"group", {"first"}}}}, {"second", {{"group", {"second"}}}}};
}

TEST_CASE("a step by hand: 3 to 1 at +1 and -1") {
  Driven world("retention", {{"users.start", List{30, 10}}, {"users.inflow", List{2, 5}}, {"users.sensitivity", 0.5}},
               user_groups);
  world.step();
  CHECK(world("prediction") == 0.5);
  CHECK(world("loss", 1) == 0.25);
  CHECK(world("loss", 2) == 2.25);
  CHECK(world("users", 1) == Approx(30 * std::exp(-0.125) + 2).epsilon(1e-14));
  CHECK(world("users", 2) == Approx(10 * std::exp(-1.125) + 5).epsilon(1e-14));
  CHECK(world("left", 2) == Approx(10 * (1 - std::exp(-1.125))).epsilon(1e-14));
  CHECK(world("users_of_all", 1) == Approx(world("users")).epsilon(1e-14));
}

TEST_CASE("the even split is a fixed point at inflow / (1 - exp(-c))") {
  const double even = 1 / (1 - std::exp(-1.3));
  Driven world("retention", {{"users.start", List{even, even}}, {"users.sensitivity", 1.3}}, user_groups);
  world.step(50);
  CHECK(world("users", 1) == Approx(even).epsilon(1e-12));
  CHECK(world("users", 2) == Approx(even).epsilon(1e-12));
}

TEST_CASE("the learner for the worst off predicts the midpoint while both groups are there") {
  const Settings robust{
      {"users.start", List{30, 10}}, {"users.positions", List{4, 2}}, {"learner.objective", std::string("worst_off")}};
  Driven world("retention", robust, user_groups);
  world.step();
  CHECK(world("prediction") == 3);
  Settings alone = robust;
  alone["users.start"] = List{30, 0};
  Driven one("retention", alone, user_groups);
  one.step();
  CHECK(one("prediction") == 4);
}

TEST_CASE("drawn users are whole, and their mean is the expected number") {
  // 20,000 users stay with exp(-1), N(0, 1) within five standard deviations of the binomial; newcomers Poisson(7).
  Driven world(
      "retention",
      {{"users.start", List{20000, 20000}}, {"users.inflow", List{7, 7}}, {"users.counts", std::string("drawn")}},
      user_groups);
  world.step();
  const double users = world("users", 1), stays = std::exp(-1.0);
  CHECK(users == std::floor(users));
  CHECK(users == Approx(20000 * stays + 7).margin(5 * std::sqrt(20000 * stays * (1 - stays) + 7)));
}

TEST_CASE("retention refuses halves of drawn users") {
  CHECK(Driven("retention", {{"users.counts", std::string("drawn")}}).complaints().size() == 2);
  CHECK(Driven("retention", {{"users.inflow", List{1}}}).complaints().size() == 1);
}
