// Legal values at the ends of their ranges: what is asked for comes about, or is refused with what would.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cfenv>
#include <cmath>
#include <limits>
#ifdef __x86_64__
#include <xmmintrin.h>
#endif

#include "models/targeting/needs/need.hpp"
#include "models/targeting/outcomes/sweep.hpp"
#include "models/targeting/services/contact.hpp"
#include "models/targeting/services/recording.hpp"
#include "models/targeting/start.hpp"
#include "sim/core/check.hpp"
#include "support/runs.hpp"
#include "support/small_world.hpp"

using namespace streetlight;
using namespace streetlight::targeting;
using namespace streetlight::targeting::testing;

namespace {

Complaints complaints_of(const TargetingParameters& parameters) {
  Complaints complaints;
  parameters.check(complaints);
  return complaints;
}

bool complains_of(const TargetingParameters& parameters, const std::string& key) {
  const auto complaints = complaints_of(parameters);
  return std::any_of(complaints.begin(), complaints.end(), [&](const Complaint& each) { return each.key == key; });
}

Experiment two_scenarios(Settings set) {
  Experiment experiment = small_england(2000);
  experiment.run.months = 6;
  experiment.run.spin_up = 2;
  experiment.base.insert(set.begin(), set.end());
  return experiment;
}

}  // namespace

TEST_CASE("The prevalence asked for is met, however widely need is spread") {
  const double prevalences[] = {1e-9, 0.001, 0.147, 0.5, 0.9, 0.999999};
  const double shocks[] = {5e-324, 1e-6, 0.097, 2.0, 10.0}, reversions[] = {1.0, 0.02, 5e-4, 1e-9, 1e-20};
  const PopulationParameters population;
  const AttributeModel attributes(population);
  for (const double prevalence : prevalences)
    for (const double shock : shocks)
      for (const double reversion : reversions) {
        INFO(prevalence << " with shock " << shock << " and reversion " << reversion);
        NeedParameters need;
        need.prevalence = prevalence;
        need.shock = shock;
        need.reversion = reversion;
        const NeedScale scale = need_scale(need, attributes);
        CHECK(scale.prevalence == Approx(prevalence).epsilon(1e-3));
        CHECK(std::isfinite(scale.stationary_sd));
        CHECK(!objection_to(scale, need));
      }
}

TEST_CASE("And so it is in a population, whose need stays a number") {
  // N = 20,000 families, 4.5 standard errors (alpha = 7e-6)
  constexpr std::int64_t n = 20000;
  for (const auto& [shock, reversion] : {std::pair(10.0, 0.02), {2.0, 5e-4}, {0.097, 1e-9}, {0.097, 1e-20}}) {
    INFO("shock " << shock << ", reversion " << reversion);
    auto parameters = still_parameters(n);
    parameters.need = NeedParameters{};
    parameters.need.shock = shock;
    parameters.need.reversion = reversion;
    SmallWorld small(parameters);
    small.run(parameters, 0, 2);
    CHECK(static_cast<double>(small.count(Count::need)) / n == Approx(0.147).margin(4.5 * share_error(0.147, n)));
  }
}

TEST_CASE("Where need has steps, the shares above them are met, and exactly those above them are in need") {
  constexpr std::int64_t n = 3000;
  auto parameters = still_parameters(n);
  const auto in_need = [&](const std::vector<std::string>& levels) {
    REQUIRE(complaints_of(parameters).empty());
    SmallWorld small(parameters);
    small.run(parameters, 0, 3);
    const auto& attributes = small.world().society->attributes;
    std::uint32_t right = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
      const bool expected = std::any_of(levels.begin(), levels.end(), [&](const auto& level) {
        return attributes.has_level(small.families().profile[i], level);
      });
      right += small.world().in_need(i) == expected;
    }
    return right;
  };
  parameters.need.deprivation = parameters.need.spread = parameters.need.shock = 0;
  for (const double effect : {5.0, 0.35, 1e-6, -0.1, -10.0}) {
    INFO(effect);
    parameters.need.attributes = {{"lone", effect}};
    parameters.need.prevalence = effect > 0 ? 0.245 : 0.755;  // lone parents are 24.5 %
    CHECK(in_need({effect > 0 ? "lone" : "couple"}) == n);
  }
  // Three steps, of which each can be the threshold
  parameters.need.attributes = {{"social_rent", 2.0}, {"private_rent", 1.0}};
  parameters.need.prevalence = 0.2;
  CHECK(in_need({"social_rent"}) == n);
  parameters.need.prevalence = 0.42;
  CHECK(in_need({"social_rent", "private_rent"}) == n);
  parameters.need.prevalence = 0.3;
  CHECK(complains_of(parameters, "need.prevalence"));
}

TEST_CASE("Need that follows deprivation alone, or nearly so, has no steps") {
  const AttributeModel attributes{PopulationParameters()};
  NeedParameters need{.deprivation = 10, .attributes = {{"lone", 0.0}}, .reversion = 1};
  for (const double narrow : {0.0, 1e-9, 0.001, 0.01, 0.1})
    for (const double slope : {10.0, -10.0})
      for (double x = -3; x <= 3; x += 0.0625) {
        need.deprivation = slope;
        need.spread = narrow;
        need.shock = narrow / 10;
        need.prevalence = 0.5 * std::erfc(x / std::sqrt(2.0));
        INFO("spread " << narrow << ", share " << need.prevalence);
        const NeedScale scale = need_scale(need, attributes);
        CHECK_FALSE(objection_to(scale, need));
        // 1e-3 of the share is some 2e-4 of a standard deviation at 3
        CHECK(static_cast<double>(scale.threshold) == Approx(x * std::hypot(1.0, need.shock)).margin(4e-4));
      }
}

TEST_CASE("Set-points are standardised whatever the size of what makes them differ") {
  const AttributeModel attributes{PopulationParameters()};
  for (const double size : {10.0, 1e-9, 1e-13, 1e-120, 1e-200, 1e-300}) {
    INFO(size);
    NeedParameters need;
    need.attributes = {{"lone", 0.0}};
    need.deprivation = 0;
    need.spread = size;
    CHECK(need_scale(need, attributes).spread == Approx(1.0));
    need.spread = 0;
    need.deprivation = size > 1 ? size : 1e-3 * size;
    CHECK(need_scale(need, attributes).deprivation == Approx(1.0));
  }
}

TEST_CASE("Neighbourhoods that are all alike have no deprivation") {
  for (const std::int64_t families : {3000, 6100, 7700}) {
    auto parameters = still_parameters(families);
    parameters.population.neighbourhood_size = 100;
    parameters.population.authority_share = 1.0;  // and one authority
    for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
      SmallWorld small(parameters, 0, seed);
      for (const float d : small.world().society->neighbourhoods.deprivation) REQUIRE(d == 0.0f);
    }
  }
}

TEST_CASE("What the start cannot meet is refused with the value that would come about") {
  TargetingParameters parameters;
  CHECK(complaints_of(parameters).empty());

  // Need spread beyond all bounds
  for (const double reversion : {1e-60, 1e-300, 5e-324}) {
    parameters.need.reversion = reversion;
    CHECK(complains_of(parameters, "need.reversion"));
  }
  // Everybody alike: all in need or nobody
  parameters = {};
  parameters.need = {.prevalence = 0.3, .deprivation = 0, .attributes = {{"lone", 0.0}}, .spread = 0, .shock = 0};
  CHECK(complains_of(parameters, "need.prevalence"));
  parameters.need.attributes = {{"couple", 5.0}, {"lone", 5.0}};  // an effect that all have is none
  CHECK(complains_of(parameters, "need.prevalence"));
  parameters.need.attributes = {{"lone", 5.0}};  // lone parents are 24.5 %
  for (const double between : {0.2, 0.244, 0.246, 0.5}) {
    parameters.need.prevalence = between;
    REQUIRE(complains_of(parameters, "need.prevalence"));
    CHECK(complaints_of(parameters).front().message.find("gives 0.245,") != std::string::npos);
  }
  CHECK_THROWS_AS(SmallWorld(parameters), InvalidInput);  // also where nobody has asked `check`

  // Shares that no intercepts bring about in time
  parameters = {};
  auto& ethnicity = parameters.population.attributes[1];
  ethnicity.shares = {1 - 4e-9, 1e-9, 1e-9, 1e-9, 1e-9};
  CHECK(complaints_of(parameters).empty());
  ethnicity.shares = {0.96, 0.01, 0.01, 0.01, 0.01};
  ethnicity.deprivation = {-20, 20, -20, 20, 0};
  for (auto& [level, slopes] : ethnicity.given) slopes = {20, -20, 20, -20, 20};
  const AttributeModel attributes(parameters.population);
  CHECK(complains_of(parameters, "population.attributes.ethnicity.shares") == attributes.objection().has_value());

  // A bound that is left out, but for single precision
  parameters = {};
  parameters.deterrence.max = 0.99999999;
  CHECK(complains_of(parameters, "deterrence.max"));
  parameters.deterrence.max = 0.9999999;
  CHECK(complaints_of(parameters).empty());

  // Trust that swings further every month
  parameters.trust.recovery = parameters.trust.peers = 1.0;
  CHECK(complains_of(parameters, "trust.peers"));
  parameters.trust.recovery = 0.0;
  CHECK(complaints_of(parameters).empty());

  // Networks without room
  parameters = {};
  parameters.population.families = 10;
  parameters.network.degree = 30;
  for (const auto kind : {NetworkKind::erdos_renyi, NetworkKind::watts_strogatz, NetworkKind::neighbourhood}) {
    parameters.network.kind = kind;
    CHECK(complains_of(parameters, "network.degree"));
  }
}

TEST_CASE("Certain detection stays certain, and what is never recorded stays so, whatever bias and scrutiny add") {
  auto parameters = still_parameters(300);
  auto& police = service_of(parameters, "police");
  police.reach = 100;
  police.voluntary = 0;
  parameters.scrutiny.strength = 20;
  for (const double bias : {-20.0, 0.0, 20.0})
    for (const double detection : {0.0, 1.0}) {
      INFO("detection " << detection << ", bias " << bias);
      police.detection = police.false_alarm = detection;
      police.bias.clear();
      for (const auto& attribute : parameters.population.attributes)
        for (const auto& level : attribute.levels) police.bias[level] = bias;
      SmallWorld small(parameters);
      small.set(small.families().scrutiny, 1.0f);
      small.run(parameters, 0, 1);
      CHECK(small.count(ServiceCount::contacts, "police") == 300);
      CHECK(small.count(ServiceCount::concerns, "police") == (detection == 1.0 ? 300 : 0));
    }
}

TEST_CASE("Deterrence as a step: half at the midpoint, all below, none above") {
  auto parameters = still_parameters(50);
  parameters.deterrence.width = 5e-324;
  SmallWorld small(parameters);
  const float width_inverse = small.world().rates.deterrence_width_inverse;
  CHECK(deterrence_level(1.0f, 0.5f, 1.0f, width_inverse) == 0.25f);
  CHECK(deterrence_level(0.99f, 0.5f, 1.0f, width_inverse) == 0.5f);
  CHECK(deterrence_level(1.01f, 0.5f, 1.0f, width_inverse) < 1e-30f);
}

TEST_CASE("Need or trust that is not a number any more is not counted: the run fails and says whose") {
  for (const float broken :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 40000.0f}) {
    SmallWorld small(still_parameters(5000));
    small.families().trust[4321] = broken;
    CHECK_THROWS_WITH(count_families(small.world()),
                      Catch::Matchers::Contains("\"trust\"") && Catch::Matchers::Contains("family 4321"));
  }
  SmallWorld small(still_parameters(100));
  small.families().need[7] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(count_families(small.world()), Catch::Matchers::Contains("\"need\""));
}

TEST_CASE(
    "A run that drives trust away fails with the month, the column and the group; one that does not stays whole") {
  // Every visit without cause costs each of the ties 20 log-odds.
  const Settings set{{"trust.hearsay", 20.0},
                     {"trust.recovery", 0.0},
                     {"trust.peers", 0.0},
                     {"programme.enabled", true},
                     {"programme.start", std::int64_t{0}},
                     {"programme.capacity", 1.0},
                     {"programme.cool_down", std::int64_t{0}},
                     {"casework.capacity", 1000.0},
                     {"network.degree", 100.0}};
  Experiment experiment = two_scenarios(set);
  experiment.run.months = 120;
  experiment.base["population.families"] = std::int64_t{300};
  experiment.base["population.neighbourhood_size"] = std::int64_t{300};
  experiment.scenarios.resize(1);
  std::vector<std::string> told;
  const auto keep = [&](const RunFailure& failure) { told.push_back(failure.message); };
  run_all(experiment, {.on_failure = keep});
  REQUIRE(told.size() == 1);
  CHECK_THAT(told.front(), Catch::Matchers::StartsWith("month ") && Catch::Matchers::Contains("column \"trust\"") &&
                               Catch::Matchers::Contains("group \"all\""));

  // Outreach alone cannot: families leave after 18 years.
  experiment.base = two_scenarios({{"outreach.reach", 1.0}, {"outreach.trust", 20.0}, {"trust.recovery", 0.0}}).base;
  experiment.base["population.families"] = std::int64_t{20};
  experiment.base["network.degree"] = 0.0;
  experiment.run.months = 1700;
  told.clear();
  const Runs runs = run_all(experiment, {.on_failure = keep});
  CHECK(told.empty());
  const auto trust = runs.column("trust");
  const RunResult& run = runs.runs.begin()->second;
  for (std::size_t t = 0; t < runs.times(); ++t) REQUIRE(std::isfinite(runs.value(run, t, trust)));
  CHECK(runs.value(run, runs.times() - 1, trust) > 1000);
}

TEST_CASE("A caller's mode of floating point changes no bit, and is there afterwards") {
  const Experiment experiment = two_scenarios({{"programme.enabled", true}, {"programme.start", std::int64_t{1}}});
  const auto expected = digest(run_all(experiment, {.threads = 1}));
  const auto in_mode = [&](unsigned threads) { return digest(run_all(experiment, {.threads = threads})); };
  for (const int rounding : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
    std::fesetround(rounding);
    const auto alone = in_mode(1), together = in_mode(3);
    const int after = std::fegetround();
    std::fesetround(FE_TONEAREST);
    CHECK(alone == expected);
    CHECK(together == expected);
    CHECK(after == rounding);
  }
#ifdef __x86_64__
  constexpr unsigned flush_to_zero = 0x8040;  // results and operands
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | flush_to_zero);
  const auto alone = in_mode(1), together = in_mode(3);
  const unsigned after = _mm_getcsr();
  _mm_setcsr(before);
  CHECK(alone == expected);
  CHECK(together == expected);
  CHECK((after & flush_to_zero) == flush_to_zero);
#endif
}
