#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/theory/drive.hpp"

using namespace streetlight;
using testing::Driven;

namespace {
const std::vector<GroupSpec> groups{{"known", {{"standing", {"known"}}}}, {"unknown", {{"standing", {"unknown"}}}}};
}

TEST_CASE("the groups' counts add up and every place is used") {
  Driven world("selective", {{"people.count", std::int64_t{20000}}, {"programme.capacity", 0.03}}, groups);
  world.step(2);
  for (const char* column :
       {"people", "need", "recorded", "flags", "flags_in_need", "flags_recorded", "need_absent", "false_flags"})
    CHECK(world(column) == world(column, 1) + world(column, 2));
  CHECK(world("flags") == 600);
  CHECK(world("flags") == world("flags_in_need") + world("false_flags"));
  CHECK(world("flags_recorded") <= world("flags_in_need"));
  CHECK(world("identity_residual") < 1e-12);
}

TEST_CASE("a signal that separates perfectly finds the needy of the known group first") {
  // 10 % in need, 5 % of places, a gap of 20 standard deviations: every flag is right, and in the better recorded
  // group.
  Driven world("selective",
               {{"people.count", std::int64_t{20000}}, {"people.separation", 20.0}, {"programme.capacity", 0.04}},
               groups);
  world.step();
  CHECK(world("flags_in_need") == 800);
  CHECK(world("flags", 2) == 0);
}

TEST_CASE("equal recording, or weights that undo it, treats the groups alike") {
  // 5 % of 25,000 in each group: a share with standard error 0.0014.
  for (const Settings& settings :
       {Settings{{"records.unknown", 0.9}}, Settings{{"risk.correction", std::string("inverse_propensity")}}}) {
    Settings all = settings;
    all["people.count"] = std::int64_t{50000};
    Driven world("selective", all, groups);
    world.step();
    CHECK(world("flags", 2) / world("people", 2) == Approx(0.05).margin(5 * 0.0014));
  }
}

TEST_CASE("what is recorded has the stated chance") {
  Driven world("selective", {{"people.count", std::int64_t{200000}}}, groups);
  world.step();
  for (const auto& [group, chance] : {std::pair{1, 0.9}, {2, 0.3}}) {
    const auto g = static_cast<std::size_t>(group);
    CHECK(world("recorded", g) / world("need", g) ==
          Approx(chance).margin(5 * std::sqrt(chance * (1 - chance) / 10000)));
  }
  CHECK(world("need") / 200000 == Approx(0.1).margin(5 * std::sqrt(0.09 / 200000)));
}
