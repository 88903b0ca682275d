// A model that was trained on other authorities' records: whose rows teach it, where it is judged, what goes with it.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "models/targeting/policy/oversight.hpp"
#include "models/targeting/policy/targeting.hpp"
#include "models/targeting/policy/training.hpp"
#include "support/runs.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

using Names = std::vector<std::string>;
constexpr Month start = 4;

/// Two authorities of England, the second poor, up to the first training.
TargetingParameters two_places(Names trained_on) {
  TargetingParameters parameters;
  parameters.population.families = 6000;
  parameters.population.neighbourhood_size = 100;
  parameters.authorities.count = 2;
  parameters.authorities.names = {"Here", "Elsewhere"};
  parameters.authorities.deprivation["Here"] = {-0.5, 0.8};
  parameters.authorities.deprivation["Elsewhere"] = {1.0, 0.8};
  parameters.programme.enabled = true;
  parameters.programme.start = start;
  parameters.programme.capacity = 0.02;
  parameters.risk.trained_on = std::move(trained_on);
  return parameters;
}

struct Trained {
  SmallWorld small;
  explicit Trained(const TargetingParameters& parameters) : small(parameters.in_effect(-24), -24) {
    small.run(parameters, -24, start + 1);
  }
  std::vector<double> coefficients(std::size_t pool) {
    std::vector<double> values;
    for (const auto& one : small.world().pools.at(pool).learner->coefficients()) values.push_back(one.standardised);
    return values;
  }
  /// The card of all families against the truth, without month and authority; by authority.
  std::map<int, std::vector<double>> cards() {
    constexpr std::size_t width = 17;
    std::map<int, std::vector<double>> found;
    const auto& rows = small.world().tables.models;
    for (std::size_t row = 0; row < rows.size(); row += width)
      if (rows[row + 2] == 0 && rows[row + 3] == 1)
        found[static_cast<int>(rows[row + 1])] = {rows.begin() + static_cast<std::ptrdiff_t>(row) + 4,
                                                  rows.begin() + static_cast<std::ptrdiff_t>(row + width)};
    return found;
  }
};

void check_near(const std::vector<double>& got, const std::vector<double>& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t k = 0; k < got.size(); ++k) CHECK(got[k] == Approx(expected[k]).margin(1e-5));
}

std::string complaint(const TargetingParameters& parameters) {
  Complaints complaints;
  parameters.check(complaints);
  std::string text;
  for (const auto& each : complaints) text += each.key + " " + each.message + "\n";
  return text;
}

}  // namespace

TEST_CASE("A model trained elsewhere is the one that is trained there, judged in each place on its own families") {
  Trained own(two_places({})), elsewhere(two_places({"Elsewhere"}));
  REQUIRE(own.small.world().pools.size() == 2);
  REQUIRE(elsewhere.small.world().pools.size() == 1);
  check_near(elsewhere.coefficients(0), own.coefficients(1));
  CHECK(std::abs(own.coefficients(0)[1] - own.coefficients(1)[1]) > 1e-3);

  const auto there = own.cards(), shared = elsewhere.cards();
  REQUIRE(shared.size() == 2);  // 1: Here, 2: Elsewhere
  check_near(shared.at(2), there.at(2));
  CHECK(shared.at(1)[0] == there.at(2)[0]);  // trained on as many rows as there,
  CHECK(shared.at(1)[1] == there.at(1)[1]);  // judged on as many families as the own one here
  CHECK(shared.at(1)[2] == there.at(1)[2]);  // of whom the same share is in need
  CHECK(shared.at(1)[3] != there.at(1)[3]);  // and not ranked alike
}

TEST_CASE("A model trained on everyone's records is the pooled one, to the last bit") {
  Experiment experiment = small_england(3000);
  experiment.base["authorities.count"] = std::int64_t{3};
  experiment.base["programme.enabled"] = true;
  experiment.base["programme.capacity"] = 0.02;
  experiment.scenarios = {
      {.name = "pooled", .set = {{"risk.pooled", true}}, .timeline = {}},
      {.name = "all", .set = {{"risk.trained_on", std::string("all")}}, .timeline = {}},
      {.name = "each named", .set = {{"risk.trained_on", Names{"A003", "A001", "A002"}}}, .timeline = {}},
      {.name = "two", .set = {{"risk.trained_on", Names{"A003", "A001"}}}, .timeline = {}},
      {.name = "one", .set = {{"risk.trained_on", Names{"A003"}}}, .timeline = {}},
      {.name = "own", .set = {}, .timeline = {}}};
  const Runs runs = run_all(experiment);
  CHECK(!first_difference(runs, "pooled", "all"));
  CHECK(!first_difference(runs, "pooled", "each named"));
  for (const char* other : {"two", "one", "own"}) CHECK(first_difference(runs, "pooled", other) == 6);
  CHECK(first_difference(runs, "two", "one") == 6);
  CHECK(first_difference(runs, "one", "own") == 6);
}

TEST_CASE("What a model from elsewhere brings with it, and where it is audited") {
  auto parameters = still_parameters(2000);  // families 0 to 999 are here, the others elsewhere
  parameters.authorities.count = 2;
  parameters.programme.enabled = true;
  parameters.programme.start = start;
  parameters.programme.capacity = 0.05;
  parameters.risk.horizon = start;
  parameters.risk.features = {};
  parameters.risk.trained_on = {"A002"};
  parameters.risk.correction = Correction::group_thresholds;
  parameters.risk.correction_group = "household";
  parameters.predeployment.auc = 0.6;
  parameters.predeployment.sample = 1.0;
  SmallWorld small(parameters.in_effect(0));
  auto& world = small.world();
  auto& families = small.families();
  // Elsewhere records tell of need; here everyone on file is without need, and found out to be so by nobody.
  for (std::uint32_t i = 0; i < 2000; ++i) {
    const bool on_file = i % 4 == 0, elsewhere = i >= 1000;
    families.need[i] = world.threshold() + (on_file == elsewhere ? 1.0f : -1.0f);
    if (on_file) small.put_on_file(i, small.index_of("housing"), 1.0f, 0);
  }
  const auto train_at = [&](Month month) {
    small.model().apply(parameters.in_effect(month));
    world.month = month;
    train_models(world);
  };
  train_at(0);
  for (std::uint32_t i = 1000; i < 2000; i += 4) families.last_finding[i] = 2;
  for (std::uint32_t i = 1; i < 1000; i += 2) families.last_finding[i] = 2;  // findings here teach it nothing
  train_at(start);

  REQUIRE(world.pools.size() == 1);
  const auto& pool = world.pools[0];
  REQUIRE(pool.learner);
  for (const auto& coefficient : pool.learner->coefficients())
    if (coefficient.name == "housing") CHECK(coefficient.standardised > 0.5);
  CHECK(!pool.approved_for(0));
  CHECK(pool.approved_for(1));
  CHECK(stands_still(world, 0));
  CHECK(!stands_still(world, 1));
  CHECK(!pool.flag_shares.empty());
  const auto flagged = select_families(world);
  CHECK(flagged.size() > 40);
  for (const auto& flag : flagged) {
    CHECK(flag.family >= 1000);
    CHECK(flag.family % 4 == 0);
  }
}

TEST_CASE("Another place of training is another model") {
  Trained town(two_places({"Elsewhere"}));
  auto parameters = two_places({"Here"});
  auto& world = town.small.world();
  REQUIRE(world.pools[0].learner);
  town.small.run(two_places({"Elsewhere"}), start + 1, start + 3);
  CHECK(world.pools[0].learner);
  town.small.model().apply(parameters.in_effect(start + 3));
  CHECK(!world.pools[0].learner);
  // Trained with the first snapshot of its own: taken a horizon before a training month.
  town.small.run(parameters, start + 3, start + 12);
  CHECK(!world.pools[0].learner);
  town.small.run(parameters, start + 12, start + 25);
  CHECK(world.pools[0].learner);
}

TEST_CASE("Where a model is trained must be a place with records of its own") {
  CHECK(complaint(two_places({})).empty());
  CHECK(complaint(two_places({"Elsewhere"})).empty());
  CHECK(complaint(two_places({"all"})).empty());
  CHECK(complaint(two_places({"Elsewere"})) ==
        "risk.trained_on names \"Elsewere\", which does not exist: did you mean \"Elsewhere\"?\n");
  CHECK(complaint(two_places({"Leeds"})) ==
        "risk.trained_on names \"Leeds\", which does not exist: use one of Elsewhere, Here, all\n");
  CHECK(complaint(two_places({"Here", "Here"})) == "risk.trained_on names \"Here\" more than once\n");
  CHECK_THAT(complaint(two_places({"Here", "all"})), Catch::Contains("\"all\" is everyone already"));

  auto one = two_places({"A001"});
  one.authorities = {};
  CHECK_THAT(complaint(one), Catch::Contains("there is one authority only"));
  auto many = two_places({"B7"});
  many.authorities = {};
  many.authorities.count = 30;
  CHECK_THAT(complaint(many), Catch::Contains("A020, ... (31 in all)"));
  auto both = two_places({"Here"});
  both.risk.pooled = true;
  CHECK_THAT(complaint(both), Catch::Contains("risk.pooled = true trains it on those of all"));
  auto unasked = two_places({"Elsewhere"});
  unasked.consent.mode = ConsentMode::opt_in;
  CHECK(complaint(unasked).empty());
  unasked.authorities.start_window = 12;
  CHECK_THAT(complaint(unasked), Catch::Contains("once its own programme asks families"));
}
