// The programme: selection, audit, cool-down, adoption, training, judging; groups, tally and money.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "models/targeting/outcomes/columns.hpp"
#include "models/targeting/policy/adoption.hpp"
#include "models/targeting/policy/costs.hpp"
#include "models/targeting/policy/features.hpp"
#include "models/targeting/policy/oversight.hpp"
#include "models/targeting/policy/targeting.hpp"
#include "models/targeting/policy/training.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

/// A programme that counts criteria (nothing to train), running from month 0.
TargetingParameters counting_programme(std::int64_t families) {
  auto parameters = still_parameters(families);
  parameters.programme.enabled = true;
  parameters.programme.start = 0;
  parameters.risk.learner = LearnerKind::points;
  parameters.risk.criteria = {{"police", 0.0}, {"school", 0.0}, {"care", 0.0}};
  return parameters;
}

std::set<std::uint32_t> families_of(const std::vector<Flagged>& flagged) {
  std::set<std::uint32_t> made;
  for (const auto& flag : flagged) made.insert(flag.family);
  return made;
}

}  // namespace

TEST_CASE("The highest scores are flagged, as many as there are places, none within the cool-down of a visit") {
  auto parameters = counting_programme(1000);
  parameters.programme.capacity = 0.01;
  parameters.programme.cool_down = 12;
  SmallWorld small(parameters);
  auto& families = small.families();
  small.world().month = 12;
  small.world().month = 0;
  train_models(small.world());
  small.world().month = 12;
  const auto police = small.index_of("police"), school = small.index_of("school");
  for (std::uint32_t i = 100; i < 130; ++i) small.put_on_file(i, police, 1.0f, 0);  // one criterion
  for (std::uint32_t i = 100; i < 112; ++i) small.put_on_file(i, school, 0.5f, 0);  // two
  for (std::uint32_t i = 100; i < 104; ++i) small.put_care(i, 0.1f, 0);             // three
  families.last_visit[100] = 1;                                                     // eleven months ago
  families.last_visit[101] = 0;                                                     // twelve
  const auto flagged = families_of(select_families(small.world()));
  CHECK(flagged.size() == 10);
  CHECK(!flagged.count(100));
  for (const std::uint32_t i : {101U, 102U, 103U}) CHECK(flagged.count(i));
  for (const auto i : flagged) CHECK((i > 100 && i < 112));
  CHECK(small.count(Count::flags) == 10);
  for (const auto i : flagged) CHECK(families.last_flag[i] == 12);
}

TEST_CASE("Audits are drawn evenly from everyone in scope") {
  auto parameters = counting_programme(2000);
  parameters.programme.capacity = 0.05;
  parameters.programme.audit = 0.4;
  parameters.programme.cool_down = 0;
  SmallWorld small(parameters);
  train_models(small.world());
  for (std::uint32_t i = 0; i < 100; ++i) small.put_care(i, 1.0f, 0);  // exactly the places
  double audits = 0, of_marked = 0;
  for (Month month = 0; month < 200; ++month) {
    small.world().month = month;
    const auto flagged = select_families(small.world());
    CHECK(flagged.size() == 100);
    for (const auto& flag : flagged) {
      audits += flag.audit;
      of_marked += flag.audit && flag.family < 100;
      if (!flag.audit) REQUIRE(flag.family < 100);
    }
  }
  CHECK(audits == 40 * 200);
  CHECK(of_marked / audits == Approx(0.05).margin(4.5 * share_error(0.05, audits)));
}

TEST_CASE("A fraction of a place is settled by lot, the capacity counts families in scope") {
  auto parameters = counting_programme(1000);
  parameters.programme.capacity = 0.0025;
  parameters.programme.cool_down = 0;
  SmallWorld small(parameters);
  train_models(small.world());
  for (std::uint32_t i = 0; i < 400; ++i) small.families().links[i] = 0;  // out of view
  double flags = 0;
  for (Month month = 0; month < 1000; ++month) {
    small.world().month = month;
    for (const auto& flag : select_families(small.world())) {
      REQUIRE(flag.family >= 400);
      ++flags;
    }
  }
  CHECK(flags / 1000 == Approx(1.5).margin(4.5 * 0.5 / std::sqrt(1000.0)));
}

TEST_CASE("A model is trained on what was seen a horizon ago and found since") {
  auto parameters = still_parameters(1000);
  parameters.programme.enabled = true;
  parameters.programme.start = 6;
  parameters.programme.capacity = 0.05;
  parameters.risk.horizon = 4;
  parameters.risk.retrain = 6;
  parameters.risk.features = {};
  SmallWorld small(parameters.in_effect(0));
  auto& families = small.families();
  const auto housing = small.index_of("housing");
  const auto set_world = [&](Month month) {
    small.model().apply(parameters.in_effect(month));
    small.world().month = month;
  };
  set_world(1);
  train_models(small.world());
  CHECK(small.world().pools[0].snapshots.empty());
  // Month 2 = start - horizon: the snapshot. Families 0 to 199 have a housing record, 0 to 149 will be found.
  for (std::uint32_t i = 0; i < 200; ++i) small.put_on_file(i, housing, 1.0f, 2);
  set_world(2);
  train_models(small.world());
  REQUIRE(small.world().pools[0].snapshots.size() == 1);
  CHECK(!small.world().pools[0].learner);
  for (std::uint32_t i = 0; i < 150; ++i) families.last_finding[i] = static_cast<Stamp>(2 + i % 4);
  for (std::uint32_t i = 500; i < 520; ++i) families.last_finding[i] = 1;  // before the snapshot: no label
  for (Month month = 3; month < 6; ++month) {
    set_world(month);
    train_models(small.world());
  }
  CHECK(!small.world().pools[0].learner);
  set_world(6);
  train_models(small.world());
  REQUIRE(small.world().pools[0].learner);
  CHECK(small.world().pools[0].snapshots.empty());
  const FeatureLayout layout(small.world());
  CHECK(layout.names() ==
        std::vector<std::string>{"school", "health", "early_help", "housing", "benefits", "police", "care"});
  const PresentRows rows(small.world(), layout, LearnerKind::logistic, 0, 1000);
  ObservationBlock block(layout.names().size());
  rows.read(0, block);
  std::vector<float> scores(1000);
  small.world().pools[0].learner->score(block, scores);
  CHECK(scores[160] == scores[0]);  // the same records, the same score
  CHECK(scores[0] > scores[600]);
  for (const auto& flag : select_families(small.world())) CHECK(flag.family < 200);
}

TEST_CASE("Flags are judged a horizon later by the findings since; leavers cannot be") {
  auto parameters = counting_programme(10);
  parameters.risk.horizon = 6;
  SmallWorld small(parameters);
  auto& world = small.world();
  world.flags = {{1, 0, 3, 9}, {2, 0, 3, 9}, {3, 0, 3, 9}, {4, 0, 4, 10}};
  world.families.last_finding[1] = 3;
  world.families.last_finding[2] = 2;
  world.families.last_finding[4] = 8;
  ++world.families.generation[3];
  world.month = 8;
  judge_flags(world);
  CHECK(small.count(Count::flags_judged) == 0);
  world.month = 9;
  judge_flags(world);
  CHECK(small.count(Count::flags_judged) == 2);
  CHECK(small.count(Count::flags_confirmed) == 1);
  CHECK(world.flags.size() == 1);
}

TEST_CASE("Adoption: so many authorities by a lottery that a wider adoption only adds to; starts within the window") {
  auto parameters = still_parameters(2980);
  parameters.population.neighbourhood_size = 20;
  parameters.authorities.count = 149;
  parameters.authorities.start_window = 12;
  parameters.authorities.readiness_spread = 0.2;
  parameters.programme.enabled = true;
  parameters.programme.readiness = 0.9;
  std::set<std::size_t> before;
  for (const double share : {0.1, 76.0 / 149.0, 1.0}) {
    parameters.authorities.adoption = share;
    SmallWorld small(parameters);
    std::set<std::size_t> adopters;
    for (std::size_t a = 0; a < 149; ++a) {
      const auto& programme = small.world().programmes[a];
      if (programme.adopts) adopters.insert(a);
      CHECK((programme.start >= 24 && programme.start <= 36));
      CHECK((programme.readiness >= 0.7f && programme.readiness <= 1.0f));
    }
    CHECK(adopters.size() == static_cast<std::size_t>(std::lround(share * 149)));
    CHECK(std::includes(adopters.begin(), adopters.end(), before.begin(), before.end()));
    before = adopters;
  }
}

TEST_CASE("Adoption by rising referrals: the sharpest rise first, and whoever adopted stays") {
  auto parameters = still_parameters(800);
  parameters.population.neighbourhood_size = 20;
  parameters.authorities.count = 8;
  parameters.authorities.adoption = 0.25;
  parameters.authorities.adoption_order = AdoptionOrder::rising_referrals;
  parameters.programme.enabled = true;
  parameters.programme.start = 0;
  SmallWorld small(parameters);
  auto& world = small.world();
  const auto adopters = [&] {
    std::set<std::size_t> made;
    for (std::size_t a = 0; a < 8; ++a)
      if (world.programmes[a].adopts) made.insert(a);
    return made;
  };
  // Referrals a month of the year before last and of the last one; many are not a rise.
  const auto refer = [&](std::size_t authority, std::uint32_t before, std::uint32_t after) {
    for (Month ago = 0; ago < 24; ++ago)
      world.programmes[authority].referrals[remembered_at(world.month - ago)] = ago < 12 ? after : before;
  };
  for (auto& programme : world.programmes) programme.committed = false;
  world.month = 23;
  refer(2, 1, 3);
  refer(5, 0, 4);
  refer(6, 9, 9);
  refer(7, 2, 3);
  arrange_programmes(world);
  CHECK(adopters() == std::set<std::size_t>{2, 5});
  CHECK(world.programmes[5].joined == 24);
  // Their referrals fall, another's rise: the first two stay, and the next is the one that rises.
  world.month = 35;
  refer(2, 3, 0);
  refer(5, 4, 0);
  refer(6, 0, 9);
  refer(7, 3, 3);
  world.parameters.authorities.adoption = 0.375;
  arrange_programmes(world);
  CHECK(adopters() == std::set<std::size_t>{2, 5, 6});
  CHECK(world.programmes[5].joined == 24);
  CHECK(world.programmes[6].joined == 36);
}

TEST_CASE(
    "Preparation: a programme runs from its start, is in use from the end of the preparation, and flags nobody "
    "before") {
  auto parameters = counting_programme(500);
  parameters.programme.capacity = 0.02;
  parameters.programme.preparation = 6;
  SmallWorld small(parameters);
  auto& world = small.world();
  world.month = 0;
  train_models(world);
  for (const Month month : {0, 5, 6, 7}) {
    world.month = month;
    world.tally.clear();
    CHECK(select_families(world).empty() == (month < 6));
    count_standstills(world);
    CHECK(small.count(Count::in_use) == (month < 6 ? 0 : 500));
    CHECK(small.count(Count::still) == (month < 6 ? 500 : 0));
  }
}

TEST_CASE("Followed families keep the score of the month's selection, and whether the lot flagged them") {
  auto parameters = counting_programme(500);
  parameters.programme.capacity = 0.1;
  parameters.programme.audit = 0.4;
  SmallWorld small(parameters);
  auto& world = small.world();
  world.followed.family = {3, 100, 101, 499};
  world.month = 0;
  train_models(world);
  world.month = 12;
  const auto police = small.index_of("police");
  small.put_on_file(100, police, 1.0f, 12);
  small.families().last_visit[101] = 11;  // rests: no candidate
  const auto flagged = select_families(world);
  CHECK(world.followed.score[1] == 1.0f);
  CHECK(world.followed.score[0] == 0.0f);
  CHECK(std::isnan(world.followed.score[2]));
  for (std::size_t k = 0; k < 4; ++k) {
    const auto of = [&](const Flagged& flag) { return flag.family == world.followed.family[k] && flag.audit; };
    CHECK(world.followed.audited[k] == std::count_if(flagged.begin(), flagged.end(), of));
  }
}

TEST_CASE("Groups: a family counts in every group whose conditions it meets, whatever cell it shares") {
  const PopulationParameters population;
  const AttributeModel attributes(population);
  const std::vector<GroupSpec> groups{
      {"lone", {{"household", {"lone"}}}},
      {"poor", {{"deprivation", {"9", "10"}}}},
      {"renters", {{"tenure", {"private_rent", "social_rent"}}}},
      {"lone_poor_renters",
       {{"household", {"lone"}}, {"deprivation", {"9", "10"}}, {"tenure", {"private_rent", "social_rent"}}}}};
  const GroupCells cells(groups, attributes);
  CHECK(cells.groups() == 5);
  CHECK(cells.parts() < cells.cells());
  CHECK(cells.cells() == 8);  // lone or not x poor or not x renter or not
  std::size_t wrong = 0;
  for (Profile p = 0; p < attributes.profiles(); ++p)
    for (std::uint8_t decile = 1; decile <= 10; ++decile) {
      const bool lone = attributes.has_level(p, "lone"), poor = decile >= 9, rents = !attributes.has_level(p, "owner");
      std::vector<std::uint16_t> expected{0};
      if (lone) expected.push_back(1);
      if (poor) expected.push_back(2);
      if (rents) expected.push_back(3);
      if (lone && poor && rents) expected.push_back(4);
      const auto got = cells.groups_of(cells.cell_of(p, decile));
      wrong += !std::equal(got.begin(), got.end(), expected.begin(), expected.end());
      std::vector<std::uint16_t> of_parts;
      for (const auto part : cells.parts_of(cells.cell_of(p, decile)))
        for (const auto group : cells.groups_of_part(part)) of_parts.push_back(group);
      std::sort(of_parts.begin(), of_parts.end());
      wrong += of_parts != expected;
    }
  CHECK(wrong == 0);
}

TEST_CASE("Money: each thing at its price, the programme's own in the nation's row") {
  auto parameters = counting_programme(1000);
  parameters.programme.start = 3;
  parameters.cost = {.contact = 1,
                     .early_help_contact = 10,
                     .visit = 100,
                     .support = 1000,
                     .open_case_month = 1e4,
                     .harm = 1e5,
                     .programme_setup = 2e8,
                     .programme_month = 1e8,
                     .result_income = 7};
  SmallWorld small(parameters, 0, 3, {{"lone", {{"household", {"lone"}}}}});
  auto& world = small.world();
  const auto add = [&](std::size_t column, std::int64_t number) {
    world.tally.add(0, std::array<std::uint16_t, 1>{0}, column, number);
  };
  add(world.tally.column(ServiceCount::contacts, small.index_of("school")), 3);
  add(world.tally.column(ServiceCount::contacts, small.index_of("police")), 1);
  add(world.tally.column(ServiceCount::contacts, small.index_of("early_help")), 2);
  add(world.tally.column(Count::visits), 5);
  add(world.tally.column(Count::support), 4);
  add(world.tally.column(Count::open_cases), 3);
  add(world.tally.column(Count::harm), 2);
  add(world.tally.column(Count::results), 1);
  const auto columns = panel_columns(world.parameters);
  const auto cost = static_cast<std::size_t>(
      std::find_if(columns.begin(), columns.end(), [](const auto& c) { return c.name == "cost"; }) - columns.begin());
  const auto cost_now = [&](std::size_t group) {
    std::vector<double> row(2 * columns.size());
    add_to_row(world.parameters, world.tally, 2, row);
    return row[group * columns.size() + cost];
  };
  const double events = 4 + 20 + 500 + 4000 + 3e4 + 2e5 - 7;
  CHECK(cost_now(0) == events);
  CHECK(cost_now(1) == 0);
  world.month = 2;
  count_costs(world);
  CHECK(cost_now(0) == events);
  world.month = 3;
  count_costs(world);
  CHECK(cost_now(0) == events + 3e6);  // set-up and a month, for 1,000 of 100,000 families
  world.month = 4;
  count_costs(world);
  CHECK(cost_now(0) == events + 4e6);
  CHECK(cost_now(1) == 0);
}

TEST_CASE("Twelve months of a yearly price add up to it, and each authority pays its share") {
  for (const bool for_family : {false, true}) {
    auto parameters = counting_programme(1000);
    parameters.authorities.count = 4;
    parameters.programme.start = 0;
    parameters.cost = {.programme_setup = 0, .programme_month = 1e9, .programme_year = for_family ? 7.0 : 99'999.0};
    parameters.cost.programme_year_for = for_family ? YearlyPrice::family : YearlyPrice::place;
    SmallWorld small(parameters, 0, 3);
    auto& world = small.world();
    world.tally.clear();
    for (Month month = 5; month < 17; ++month) {
      world.month = month;
      count_costs(world);
    }
    const auto paid = world.tally.total().get(0, 0, world.tally.column(Count::fixed_cost));
    CHECK(std::abs(static_cast<double>(paid) - (for_family ? 7000.0 : 99'999.0)) <= 4);  // a pound an authority
  }
}
