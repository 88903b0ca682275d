// The invariants hold over runs in which everything happens at once, and each of them can fail: a world is damaged in
// one place at a time and has to be refused.

#include <catch2/catch.hpp>

#include "models/targeting/outcomes/invariants.hpp"
#include "models/targeting/policy/features.hpp"
#include "sim/core/check.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

/// A busy England: capacities bind, families leave, consent is asked, files are corrected, visits strain.
TargetingParameters busy(ConsentMode mode, std::int64_t authorities) {
  TargetingParameters parameters = small_parameters(2500);
  parameters.population.neighbourhood_size = 50;
  parameters.authorities.count = authorities;
  parameters.authorities.readiness_spread = 0.3;
  parameters.authorities.start_window = authorities > 1 ? 6 : 0;
  parameters.authorities.capacity_deprivation = 0.3;
  service_of(parameters, "early_help").capacity = 6.0;
  service_of(parameters, "housing").capacity = 10.0;
  parameters.records.loss = 0.1;
  parameters.records.retention = 10;
  parameters.consent.mode = mode;
  parameters.consent.exit_rate = 0.5;
  parameters.access.rate = 0.2;
  parameters.casework.capacity = 4.0;
  parameters.need.strain = 0.3;
  parameters.programme.enabled = true;
  parameters.programme.start = 2;
  parameters.programme.capacity = 0.03;
  parameters.programme.cool_down = 5;
  parameters.programme.audit = 0.2;
  parameters.programme.displaces = 0.5;
  parameters.programme.cost_from_early_help = 0.5;
  parameters.awareness.press = 0.05;
  parameters.scandal.hazard = 0.1;
  parameters.campaign.reach = 0.05;
  parameters.dialogue.reach = 0.05;
  return parameters;
}

struct Checked {
  TargetingParameters parameters;
  SmallWorld small;
  explicit Checked(const TargetingParameters& from, bool by_authority = false)
      : parameters(from),
        small(parameters.in_effect(-12), -12, 5, {{"lone", {{"household", {"lone"}}}}}, by_authority) {}
};

}  // namespace

TEST_CASE("The month's invariants hold while everything happens") {
  const auto mode = GENERATE(ConsentMode::none, ConsentMode::opt_out, ConsentMode::opt_in);
  const auto approach = GENERATE(Approach::investigative, Approach::supportive);
  auto parameters = busy(mode, approach == Approach::supportive ? 3 : 1);
  parameters.programme.approach = approach;
  Checked checked(parameters, approach == Approach::supportive);
  std::int64_t flags = 0, lapsed = 0, turned_away = 0;
  for (Month month = -12; month < 40; ++month) {
    checked.small.run(parameters, month, month + 1);
    REQUIRE_NOTHROW(check_month(checked.small.world()));
    flags += checked.small.count(Count::flags);
    lapsed += checked.small.count(Count::lapsed);
    turned_away += checked.small.count(Count::turned_away);
  }
  CHECK(flags > 100);  // what is checked does happen
  CHECK(lapsed > 20);
  CHECK(turned_away > 20);
}

TEST_CASE("Selections respect scope, consent, places and the cool-down") {
  const auto mode = GENERATE(ConsentMode::none, ConsentMode::opt_out, ConsentMode::opt_in);
  auto parameters = busy(mode, 1);
  parameters.consent.exit_rate = 0.03;
  Checked checked(parameters);
  checked.small.run(parameters, -12, 20);
  auto& world = checked.small.world();
  world.month = 20;
  world.tally.clear();
  const auto flagged = select_families(world);
  REQUIRE(flagged.size() > 10);
  REQUIRE_NOTHROW(check_selection(world, flagged));

  auto again = flagged;
  const auto family = flagged.front().family;
  SECTION("nobody twice") { again.front() = again.back(); }
  SECTION("within places") {
    again.clear();
    for (std::uint32_t i = 0; i < world.families.size(); ++i)
      if (in_scope(world, i) && world.families.last_visit[i] == never) again.push_back({i, false});
    REQUIRE(again.size() > flagged.size() + 2);
  }
  SECTION("within scope") { world.families.links[family] = 0; }
  SECTION("with consent") {
    if (mode == ConsentMode::none) return;
    world.families.status[family] = aware | (mode == ConsentMode::opt_out ? opted_out : 0);
  }
  SECTION("after the cool-down") { world.families.last_visit[family] = stamp_of(16); }
  SECTION("while the programme runs") { world.programmes[0].start = 30; }
  CHECK_THROWS_AS(check_selection(world, again), BrokenPromise);
}

TEST_CASE("A damaged world is refused") {
  const auto parameters = busy(ConsentMode::none, 1);
  Checked checked(parameters);
  checked.small.run(parameters, -12, 12);
  auto& world = checked.small.world();
  auto& families = world.families;
  REQUIRE_NOTHROW(check_month(world));
  const auto find = [&](auto condition) {
    for (std::uint32_t i = 0; i < families.size(); ++i)
      if (condition(i)) return i;
    FAIL("no such family");
    return 0U;
  };
  const auto damage = [&](const char* what, auto hurt) {
    INFO(what);
    const World kept = world;
    hurt();
    CHECK_THROWS_AS(check_month(world), BrokenPromise);
    world = kept;
  };
  const auto quiet =
      find([&](std::uint32_t i) { return families.contacts[i] == 0 && !(families.events[i] & visited); });
  const auto met = find([&](std::uint32_t i) { return families.contacts[i] != 0 && families.concerns[i] == 0; });
  const auto seen = find([&](std::uint32_t i) { return (families.events[i] & visited) != 0; });
  damage("NaN need", [&] { families.need[3] = NAN; });
  damage("infinite trust", [&] { families.trust[3] = INFINITY; });
  damage("age", [&] { families.age[3] = 216; });
  damage("scrutiny", [&] { families.scrutiny[3] = 1.5f; });
  damage("negative care", [&] { families.care[3] = -0.1f; });
  damage("a concern without contact", [&] { families.concerns[quiet] = 1; });
  damage("a stored concern that nobody had", [&] { world.scratch.filed[met / block_size].push_back({met, 1}); });
  damage("met and deterred", [&] { families.deterred[met] = families.contacts[met]; });
  damage("a negative count", [&] { families.records_of(0)[quiet] = -1.0f; });
  damage("a count without entry", [&] {
    families.records_of(0)[quiet] = 1.0f;
    families.last_entry_of(0)[quiet] = never;
  });
  damage("an entry from the future", [&] {
    families.records_of(0)[quiet] = 1.0f;
    families.last_entry_of(0)[quiet] = stamp_of(world.month + 1);
  });
  damage("files that missed a month",
         [&] { world.remains = Remains(24.0, world.remains.retention(), world.month - 1); });
  damage("files under another retention",
         [&] { world.remains = Remains(24.0, world.remains.retention() + 1, world.month); });
  damage("a visit without date", [&] { families.last_visit[seen] = never; });
  damage("a finding without visit",
         [&] { families.last_finding[quiet] = families.last_care[quiet] = stamp_of(world.month); });
  damage("a case without finding", [&] { families.status[quiet] = open_case; });
  damage("support without visit", [&] { families.events[quiet] |= helped; });
  damage("more contacts than places", [&] {
    for (auto& contacts : families.contacts) contacts |= 1U << checked.small.index_of("housing");
    for (auto& deterred : families.deterred) deterred = 0;
  });
  damage("a probability above one", [&] { world.rates.missed[0] = 1.2f; });
  damage("a family too few", [&] { world.count(Count::families, 0, -1); });
  damage("a visit not listed", [&] { world.scratch.visited.pop_back(); });
  damage("more findings than visits", [&] { world.count(Count::findings, 0, 1000); });
  damage("more visits than capacity", [&] { world.count(Count::visits, 0, 1000); });
  damage("a group above all",
         [&] { world.tally.add(0, std::array<std::uint16_t, 1>{1}, world.tally.column(Count::need), 2500); });
  CHECK_NOTHROW(check_month(world));
}
