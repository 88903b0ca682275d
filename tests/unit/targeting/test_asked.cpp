// What is not asked for is not counted, and what runs have alike is built once: neither changes what is reported.

#include <algorithm>
#include <catch2/catch.hpp>

#include "support/runs.hpp"

using namespace streetlight;
using namespace streetlight::targeting::testing;

namespace {

/// A few months in which about everything happens.
Experiment busy_england() {
  Experiment experiment = small_england(700);
  experiment.run = {.months = 5, .spin_up = 4, .replicates = 1, .seed = 3};
  experiment.base["programme.enabled"] = true;
  experiment.base["programme.start"] = std::int64_t{0};
  experiment.base["programme.capacity"] = 0.05;
  experiment.base["programme.audit"] = 0.3;
  experiment.base["risk.horizon"] = std::int64_t{2};
  experiment.base["harm.external"] = 0.01;
  experiment.base["services.early_help.capacity"] = 4.0;
  experiment.base["services.early_help.cost"] = 30.0;
  return experiment;
}

/// Whether a column has the same values in both, in every month from `first` on.
bool same_column(const Runs& a, const Runs& b, const std::string& name, std::size_t first = 0) {
  const std::size_t here = a.column(name), there = b.column(name);
  for (std::size_t t = first; t < a.times(); ++t)
    for (std::size_t g = 0; g < a.shape.groups.size(); ++g)
      if (!same_bits(a.value(a.run("none"), t, here, g), b.value(b.run("none"), t, there, g))) return false;
  return true;
}

}  // namespace

TEST_CASE("A column that is asked for alone has the values that it has among all") {
  const Runs all = run_all(busy_england());
  std::size_t seen = 0;
  for (const Column& column : all.shape.columns) {
    // One service stands for the others
    const auto end = column.name.rfind('_');
    const std::string last = end == std::string::npos ? "" : column.name.substr(end + 1);
    if (last == "health" || last == "sector" || last == "housing" || last == "benefits" || last == "police" ||
        last == "community" || last == "help")
      continue;
    Experiment experiment = busy_england();
    experiment.output.metrics = {column.name};
    const Runs alone = run_all(experiment);
    INFO(column.name);
    CHECK(alone.shape.columns.size() <= 3);
    CHECK(same_column(all, alone, column.name));
    ++seen;
  }
  CHECK(seen > 90);
  for (const char* name : {"deterred", "avoided", "regained", "need_unseen", "turned_away", "harm_external", "flags"})
    CHECK(all.sum("none", 0, 0, all.times(), name) > 0);  // so that there is something to lose
}

TEST_CASE("Families that are followed are what they are, whatever columns are asked for") {
  Experiment experiment = busy_england();
  experiment.output.family_sample = 300;
  const Runs all = run_all(experiment);
  experiment.output.metrics = {"harm"};
  const Runs few = run_all(experiment);
  const auto &expected = all.run("none").tables.back(), &got = few.run("none").tables.back();
  REQUIRE(expected.size() > 300);
  CHECK(std::equal(expected.begin(), expected.end(), got.begin(), got.end(),
                   [](double a, double b) { return same_bits(a, b); }));
}

TEST_CASE("Months from the first that is read on are as ever") {
  Experiment experiment = busy_england();
  const Runs all = run_all(experiment);
  experiment.output.read_from = 3;
  const Runs late = run_all(experiment);
  for (const char* name : {"need", "trust_sum", "contacts", "concerns"}) {
    INFO(name);
    CHECK(same_column(all, late, name, 3));
    CHECK_FALSE(same_column(all, late, name, 2));
  }
}

TEST_CASE("Runs that share where families live, and whom they know, equal runs that do not") {
  Experiment experiment = busy_england();
  experiment.design.emplace().kind = DesignKind::list;
  experiment.design->parameters = {{.key = "need.shock", .values = {0.1, 0.2, 0.2, 0.1, 0.1}},
                                   {.key = "network.degree", .values = {8.0, 8.0, 5.0, 5.0, 8.0}},
                                   {.key = "population.deprivation.mean", .values = {0.0, 0.0, 0.0, 0.5, 0.0}}};
  const Runs together = run_all(experiment);
  REQUIRE(together.runs.size() == 5);
  for (const auto& [key, run] : together.runs) {
    INFO("point " << key.point);
    const auto only = key;
    const Runs alone = run_all(experiment, {.wanted = [only](RunKey other) { return other == only; }});
    REQUIRE(alone.runs.size() == 1);
    CHECK(same_bits(alone.runs.at(key), run));
  }
  CHECK_FALSE(same_bits(together.runs.at({0, 1, 0}), together.runs.at({0, 2, 0})));
  CHECK_FALSE(same_bits(together.runs.at({0, 2, 0}), together.runs.at({0, 3, 0})));
  CHECK(same_bits(together.runs.at({0, 0, 0}), together.runs.at({0, 4, 0})));
}
