// Settings in layers: base, design point, scenario, timeline.
#include <catch2/catch.hpp>

#include "sim/core/check.hpp"
#include "sim/experiment/first_difference.hpp"
#include "sim/experiment/matched_scenario.hpp"
#include "sim/experiment/versions.hpp"
#include "tests/support/experiment_runs.hpp"

using namespace streetlight;
using namespace streetlight::toy;

TEST_CASE("later layers win and timeline entries add to those before") {
  Experiment experiment = small_experiment();
  experiment.base = {{"toy.follow", 0.1}, {"toy.spread", 1.0}, {"toy.policy", 0.1}};
  const Settings point{{"toy.spread", 2.0}, {"toy.policy", 0.2}};
  const Scenario scenario{.name = "s",
                          .set = {{"toy.policy", 0.3}},
                          .timeline = {{.month = 2, .set = {{"toy.policy", 0.4}}},
                                       {.month = 2, .set = {{"toy.follow", 0.5}}},
                                       {.month = 6, .set = {{"toy.spread", 3.0}}}}};
  const auto segments = resolve_settings(experiment, scenario, point);
  REQUIRE(segments.size() == 3);
  CHECK(segments[0] == std::pair<Month, Settings>{-4, {{"toy.follow", 0.1}, {"toy.policy", 0.3}, {"toy.spread", 2.0}}});
  CHECK(segments[1] == std::pair<Month, Settings>{2, {{"toy.follow", 0.5}, {"toy.policy", 0.4}, {"toy.spread", 2.0}}});
  CHECK(segments[2] == std::pair<Month, Settings>{6, {{"toy.follow", 0.5}, {"toy.policy", 0.4}, {"toy.spread", 3.0}}});
}

TEST_CASE("an entry at or before the first month is there from the start") {
  Experiment experiment = small_experiment();
  const Scenario scenario{
      .name = "s",
      .set = {{"toy.policy", 0.3}},
      .timeline = {{.month = -9, .set = {{"toy.policy", 0.4}}}, {.month = -4, .set = {{"toy.follow", 0.2}}}}};
  const auto segments = resolve_settings(experiment, scenario, {});
  REQUIRE(segments.size() == 1);
  CHECK(segments[0].second == Settings{{"toy.follow", 0.2}, {"toy.policy", 0.4}});
  const Scenario backwards{.name = "b", .set = {}, .timeline = {{.month = 5, .set = {}}, {.month = 3, .set = {}}}};
  CHECK_THROWS_AS(resolve_settings(experiment, backwards, {}), BrokenPromise);
}

TEST_CASE("a match sets its parameter from its month on, in the middle of the range until it has been found") {
  const Experiment experiment = small_experiment();
  Scenario scenario{.name = "s", .set = {}, .timeline = {{.month = 2, .set = {{"toy.follow", 0.5}}}}};
  scenario.match = Match{.scenario = "o", .column = "c", .by = "toy.policy", .low = 0.25, .high = 0.75};
  const Settings point{{"toy.spread", 2.0}};
  const auto value = [&](std::size_t segment) {
    const auto segments = resolve_settings(experiment, scenario, point);
    const auto found = segments.at(segment).second.find("toy.policy");
    return found == segments[segment].second.end() ? Value{} : found->second;
  };
  CHECK(value(0) == Value{0.5});
  CHECK(value(1) == Value{0.5});
  scenario.match->found[point] = {.value = 0.2};
  CHECK(value(0) == Value{0.2});
  CHECK(value(1) == Value{0.2});
  CHECK(scenario.match->value_at({}) == 0.5);  // another point
  scenario.match->from = 2;
  CHECK(value(0) != Value{0.2});
  CHECK(value(1) == Value{0.2});
  scenario.match->from = 5;
  CHECK(resolve_settings(experiment, scenario, point).size() == 3);
  CHECK(value(1) != Value{0.2});
  CHECK(value(2) == Value{0.2});
}

TEST_CASE("a matched value stands in the scenario as it holds in the run") {
  const Experiment experiment = small_experiment();
  Scenario scenario{
      .name = "s",
      .set = {{"toy.spread", 2.0}},
      .timeline = {{.month = 2, .set = {{"toy.follow", 0.5}}}, {.month = 6, .set = {{"toy.follow", 0.6}}}}};
  CHECK(with_matched_value(scenario, 0.2).set == scenario.set);
  for (const std::optional<Month> from : {std::optional<Month>{}, {0}, {2}, {4}, {6}, {9}}) {
    scenario.match = Match{.scenario = "o", .column = "c", .by = "toy.policy", .low = 0.25, .high = 0.75, .from = from};
    scenario.match->found[{}] = {.value = 0.2};
    const Scenario made = with_matched_value(scenario, 0.2);
    CHECK_FALSE(made.match);
    CHECK(resolve_settings(experiment, made, {}) == resolve_settings(experiment, scenario, {}));
  }
}

TEST_CASE("what a match looks for differs from its month on, whatever stands in the middle of its range") {
  Experiment experiment = small_experiment();
  experiment.base["toy.policy"] = 0.5;
  Match match{.scenario = "a", .column = "c", .by = "toy.policy", .low = 0.25, .high = 0.75, .from = 5};
  experiment.scenarios = {{"a", {}, {}}, {"b", {}, {}, {}, match}, {"c", {}, {}, {}, match}};
  CHECK(first_difference(experiment) == Month{5});
  const std::vector<std::size_t> points{0};
  CHECK(never_differing(experiment, points) == std::vector<std::optional<std::size_t>>{{}, {}, 1});
  experiment.scenarios[2].match->column = "d";
  CHECK(never_differing(experiment, points) == std::vector<std::optional<std::size_t>>{{}, {}, {}});
}

TEST_CASE("a version's phases begin where its parameters in effect change") {
  Experiment experiment = small_experiment();
  experiment.scenarios = {
      {.name = "s",
       .set = {{"toy.policy", 0.2}},
       .timeline = {{.month = 1, .set = {{"toy.policy", 0.3}}}, {.month = 8, .set = {{"toy.policy", 0.0}}}}}};
  const Version version = make_version(experiment, 0, 0, {});
  std::vector<Month> months;
  for (const Segment& phase : version.phases) months.push_back(phase.from);
  CHECK(months == std::vector<Month>{-4, 3, 8});  // month 1 changes nothing: the policy starts in month 3
  CHECK(version.change_at(3) == &version.in_effect(5));
  CHECK(version.change_at(4) == nullptr);
}

TEST_CASE("versions split into classes, the largest last") {
  Experiment experiment = small_experiment();
  for (const double policy : {0.1, 0.2, 0.0, 0.2})
    experiment.scenarios.push_back({.name = "s", .set = {{"toy.policy", policy}}, .timeline = {}});
  std::vector<Version> versions;
  for (std::uint32_t s = 0; s < 5; ++s) versions.push_back(make_version(experiment, s, 0, {}));
  VersionSet all;
  for (const auto& version : versions) all.push_back(&version);
  CHECK(split_versions(all, 2) == std::vector<VersionSet>{all});
  CHECK(split_versions(all, 3) == std::vector<VersionSet>{{all[1]}, {all[0], all[3]}, {all[2], all[4]}});
  CHECK(count_steps(all, -4, 12) == 5000.0 * (7 + 3 * 9));
}
