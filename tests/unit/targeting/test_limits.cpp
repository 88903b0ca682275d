// Largest numbers: what is beyond them is refused, or there is none.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/targeting/outcomes/plain_counts.hpp"
#include "sim/core/check.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

std::string named(std::string stem, std::size_t number) { return stem.append(std::to_string(number)); }

ModelContext context_of(Month first_month, Month months) {
  ModelContext made;
  made.first_month = first_month;
  made.months = months;
  return made;
}

}  // namespace

TEST_CASE("A run whose months do not fit into the families' files is refused before it begins") {
  const TargetingParameters parameters;
  CHECK_NOTHROW(TargetingModel::tables(parameters, context_of(-32767, 1)));
  CHECK_NOTHROW(TargetingModel::tables(parameters, context_of(0, 32648)));
  CHECK_THROWS_AS(TargetingModel::tables(parameters, context_of(-32768, 1)), InvalidInput);
  CHECK_THROWS_AS(TargetingModel::tables(parameters, context_of(0, 32649)), InvalidInput);
  CHECK_THROWS_WITH(TargetingModel::tables(parameters, context_of(-120, 40000)),
                    Catch::Contains("month 39999") && Catch::Contains("run.months"));
}

TEST_CASE("Services, attributes and levels beyond what numbers hold are complained of") {
  const auto complains = [](const TargetingParameters& parameters, const std::string& key, const std::string& of) {
    Complaints complaints;
    parameters.check(complaints);
    return std::any_of(complaints.begin(), complaints.end(), [&](const auto& complaint) {
      return complaint.key.starts_with(key) && complaint.message.find(of) != std::string::npos;
    });
  };
  TargetingParameters parameters;
  while (parameters.services.size() < 32)
    parameters.services.list.push_back({.name = named("s", parameters.services.size()), .reach = 0.1});
  CHECK(!complains(parameters, "services", "more than 32"));
  parameters.services.list.push_back({.name = "one_more", .reach = 0.1});
  CHECK(complains(parameters, "services", "more than 32"));

  auto& attribute = parameters.population.attributes[0];
  for (std::size_t k = 0; k < 65; ++k) attribute.levels.push_back(named("level", k));
  CHECK(complains(parameters, "population.attributes.household", "more than 64 levels"));
}

TEST_CASE("32 services are counted, each in its own column") {
  auto parameters = still_parameters(300);
  while (parameters.services.size() < 32)
    parameters.services.list.push_back({.name = named("s", parameters.services.size()), .reach = 1e6});
  SmallWorld small(parameters);
  small.run(parameters, 0, 2);
  CHECK(small.count(ServiceCount::contacts, "s31") == 300);
  CHECK(small.count(ServiceCount::contacts, "s8") == 300);
  CHECK(small.count(ServiceCount::contacts, "school") == 0);
  CHECK_NOTHROW(check_swept_counts(small.world()));
}

TEST_CASE("A model card has a row for every group, however many there are") {
  auto parameters = small_parameters(2000);
  parameters.programme.enabled = true;
  parameters.programme.start = 2;
  parameters.risk.horizon = 6;
  std::vector<GroupSpec> groups;
  for (std::size_t k = 0; k < 130; ++k)
    groups.push_back({named("g", k), {{"household", {k % 2 == 0 ? "lone" : "couple"}}}});
  SmallWorld small(parameters.in_effect(-12), -12, 3, groups);
  small.run(parameters, -12, 3);  // the last month is that of the first training
  ModelContext context = context_of(-12, 12);
  context.groups = groups;
  const auto shape = TargetingModel::tables(parameters, context)[0];
  const std::size_t width = shape.columns.size();
  REQUIRE(shape.columns[2].labels.size() == 131);

  const auto& rows = small.world().tables.models;
  REQUIRE(rows.size() == 131 * 2 * width);
  const auto same = [&](std::size_t a, std::size_t b) {
    for (std::size_t column = 3; column < width; ++column) {
      const double x = rows[a * 2 * width + column], y = rows[b * 2 * width + column];
      if (x != y && !(std::isnan(x) && std::isnan(y))) return false;
    }
    return true;
  };
  CHECK(rows[130 * 2 * width + 2] == 130.0);
  CHECK(same(1, 3));
  CHECK(same(1, 65));    // the second 64
  CHECK(same(2, 130));   // the third
  CHECK(!same(1, 130));  // the other kind of household
}

TEST_CASE("Plain counting sees a count of the sweep that is one off") {
  auto parameters = small_parameters(1500);
  SmallWorld small(parameters, -2, 3, {{"lone", {{"household", {"lone"}}}}});
  small.run(parameters, -2, 1);
  auto& world = small.world();
  REQUIRE_NOTHROW(check_swept_counts(world));
  const auto off = [&](std::size_t column, std::uint16_t group) {
    world.tally.add(0, std::array<std::uint16_t, 1>{group}, column, 1);
    CHECK_THROWS_AS(check_swept_counts(world), BrokenPromise);
    world.tally.add(0, std::array<std::uint16_t, 1>{group}, column, -1);
  };
  for (const Count count : {Count::need, Count::licensed, Count::trust_sum, Count::records, Count::concerns})
    for (const std::uint16_t group : {0, 1}) off(world.tally.column(count), group);
  off(world.tally.column(ServiceCount::deterred, 7), 1);
  CHECK_NOTHROW(check_swept_counts(world));
}
