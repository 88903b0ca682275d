#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "tests/library/england.hpp"

using namespace streetlight;
using namespace streetlight::test;

namespace {

constexpr const char* covert = "Covert programme";

World covert_world() { return World(small_england(), {.scenario = covert, .replicate = 1, .threads = 2}); }

void go_on(World& world, std::int64_t until) {
  while (world.month() + 1 < until) world.step();
}

/// The same column of the whole run: [time][group] of all authorities.
std::vector<double> of_run(const Results& results, const std::string& column) {
  const Array whole = results.column(column);
  std::vector<double> values;
  const auto scenarios = results.shape().scenarios;
  const auto scenario =
      static_cast<std::size_t>(std::find(scenarios.begin(), scenarios.end(), covert) - scenarios.begin());
  for (std::size_t t = 0; t < whole.shape[3]; ++t)
    for (std::size_t g = 0; g < whole.shape[4]; ++g) values.push_back(whole[{scenario, 0, 1, t, g}]);
  return values;
}

/// NaN is NaN: a value that does not exist.
bool same_numbers(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

bool refused(const std::string& words, const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    INFO(error.what());
    CHECK(error.fault() == Fault::input);
    return std::string(error.what()).find(words) != std::string::npos;
  }
  return false;
}

}  // namespace

TEST_CASE("A world stepped to its end has the numbers of the run") {
  const Results results = small_england().run({.threads = 2});
  World world = covert_world();
  CHECK(world.month() == -13);
  CHECK(world.times().empty());
  World copy = world;
  go_on(world, world.end());
  CHECK(world.ended());
  CHECK(world.times() == results.shape().times);
  for (const std::string column : {"harm", "flags", "trust", "visits"})
    CHECK(same_numbers(world.column(column).values, of_run(results, column)));
  CHECK(world.table("models").rows > 0);
  CHECK(copy.month() == -13);
  go_on(copy, copy.end());
  CHECK(same_numbers(copy.column("trust").values, of_run(results, "trust")));
}

TEST_CASE("What is set by hand keeps all that a month promises") {
  // Builds that check themselves look at every family in every month
  World world = covert_world();
  go_on(world, 8);
  for (const StateColumn& column : world.state_columns()) {
    if (!column.settable) continue;
    auto values = world.state(column.name);
    REQUIRE(values.size() == world.entities());
    for (std::size_t i = 0; i < values.size(); i += 3) values[i] = column.type == "flag" ? 1.0 - values[i] : 0.75;
    world.set_state(column.name, values);
    const auto after = world.state(column.name);
    for (std::size_t i = 0; i < values.size(); ++i) REQUIRE(after[i] == Approx(values[i]));
    world.step();
  }
  world.set({{"programme.capacity", 0.05}});
  go_on(world, world.end());
  CHECK(world.ended());
}

TEST_CASE("A world refuses what it cannot do, and goes on") {
  World world = covert_world();
  CHECK(refused("no month has been simulated", [&] { world.set({{"programme.capacity", 0.05}}); }));
  world.step();
  CHECK(refused("programme.capacity = 3", [&] { world.set({{"programme.capacity", 3.0}}); }));
  CHECK(refused("did you mean", [&] { world.state("trist"); }));
  CHECK(refused("and got 1", [&] { world.set_state("trust", {0.0}); }));
  CHECK(refused("can be read", [&] { world.set_state("age", world.state("age")); }));
  CHECK(refused("there is no replicate 9", [] { World(small_england(), {.replicate = 9}); }));
  go_on(world, world.end());
  CHECK(refused("ended with month 35", [&] { world.step(); }));
}

namespace {

/// Throws at its second training.
class Breaks final : public Learner {
  class Flat final : public FittedModel {
    std::vector<float> score(OnFile on_file) const override { return std::vector<float>(on_file.rows, 0.5f); }
  };
  std::shared_ptr<const FittedModel> fit(TrainingSet training) const override {
    if (training.on_file.month > 6) throw std::runtime_error("no such luck");
    return std::make_shared<const Flat>();
  }
};

}  // namespace

TEST_CASE("What a learner throws ends a world with the learner's own exception") {
  add_learner("breaks", std::make_shared<const Breaks>());
  Experiment england = small_england();
  england.set({{"risk.learner", "breaks"}, {"risk.retrain", 6}});
  World world(england, {.scenario = covert, .threads = 1});
  try {
    go_on(world, world.end());
    FAIL("nothing was thrown");
  } catch (const LearnerError& error) {
    CHECK(error.learner() == "breaks");
    CHECK(error.month() == 12);
    CHECK_THROWS_WITH(std::rethrow_exception(error.cause()), "no such luck");
  }
  CHECK(refused("cannot be used any more", [&] { world.step(); }));
}
