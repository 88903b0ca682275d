// Counts of what happens to single families.

#include <catch2/catch.hpp>
#include <vector>

#include "models/targeting/outcomes/happened.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

/// Says that three tasks may run at a time, and runs the last one first.
class LastFirst final : public BlockRunner {
 public:
  std::size_t concurrency() const override { return 3; }

 protected:
  void run(std::size_t tasks, RawTask task, void* context) override {
    for (std::size_t index = tasks; index-- > 0;) task(context, index);
  }
};

/// Families that differ in what happens to them, and where.
Happened happened_to(std::uint32_t family) {
  Happened happened;
  if (family % 2 == 0) happened.add(Count::referrals);
  if (family % 2 == 0) happened.add_referral_by(family % 7);
  if (family % 3 == 0) happened.add(Count::visits);
  if (family % 5 == 0) happened.add(Count::results);  // the last of all counts
  return happened;
}

}  // namespace

TEST_CASE("What happened to families is counted as one by one, for any number of threads, groups and authorities") {
  const bool by_authority = GENERATE(false, true);
  const std::uint32_t families = GENERATE(5U, 3000U);
  auto parameters = still_parameters(families);
  parameters.authorities.count = 3;
  SmallWorld small(parameters, 0, 3, {{"lone", {{"household", {"lone"}}}}}, by_authority);
  World& world = small.world();
  LastFirst runner;
  world.blocks = &runner;

  Tally expected = world.tally;
  for (std::uint32_t i = 0; i < families; ++i) {
    const std::size_t authority = by_authority ? world.authority_of(i) : 0;
    const auto one = [&](std::size_t column) { expected.add(authority, world.groups_of(i), column, 1); };
    if (i % 2 == 0) one(expected.column(Count::referrals)), one(expected.column(ServiceCount::referrals, i % 7));
    if (i % 3 == 0) one(expected.column(Count::visits));
    if (i % 5 == 0) one(expected.column(Count::results));
  }

  std::vector<int> settled(families);
  settle_and_count(world, families, [&](std::size_t k, HappenedCounts& counts) {
    ++settled[k];
    counts.add(happened_to(static_cast<std::uint32_t>(k)), static_cast<std::uint32_t>(k));
  });
  CHECK(settled == std::vector<int>(families, 1));
  REQUIRE(world.tally.authorities() == (by_authority ? 3 : 1));
  for (std::size_t authority = 0; authority < world.tally.authorities(); ++authority)
    for (std::size_t group = 0; group < world.society->groups.groups(); ++group)
      for (std::size_t column = 0; column < world.tally.columns(); ++column) {
        CAPTURE(authority, group, column);
        CHECK(world.tally.get(authority, group, column) == expected.get(authority, group, column));
      }
  CHECK(small.count(Count::visits) == (families + 2) / 3);
}
