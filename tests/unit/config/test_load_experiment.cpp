#include "sim/config/load_experiment.hpp"

#include <catch2/catch.hpp>

#include "tests/support/files.hpp"

using namespace streetlight;
using streetlight::test::TemporaryFolder;

// What is refused, and with which words, stands in tests/cli/config/refused. Here: what is accepted, and as what.

namespace {

const std::string head = "schema = 1\nmodel = 'toy'\n";

LoadedExperiment load(const std::string& text) { return load_experiment(parse_toml(head + text, "f.toml"), "f"); }

}  // namespace

TEST_CASE("A file that says nothing gives the model's defaults and one scenario") {
  const auto experiment = load("").experiment;
  CHECK(experiment.model->name == "toy");
  CHECK(experiment.title == "f");
  CHECK(experiment.run.months == 24);
  CHECK(experiment.run.spin_up == 6);
  CHECK(experiment.run.replicates == 1);
  CHECK(experiment.base.empty());
  REQUIRE(experiment.scenarios.size() == 1);
  CHECK(experiment.scenarios[0].name == "baseline");
  CHECK_FALSE(experiment.design);
}

TEST_CASE("Everything that a file can say arrives") {
  const auto experiment = load(R"(
    title = "T"
    run = { months = 36, spin_up = 0, replicates = 4, seed = 9223372036854775807 }
    output = { interval = "year", metrics = ["level", "entities"], by_authority = true, family_sample = 5 }
    groups = { r = { side = "right" }, "left, or right" = { side = ["left", "right"] } }
    population.shares = [0, 1]
    services.clinic.reach = 0.5
    casework.cap = "none"
    [[scenario]]
    name = "A"
    [[scenario]]
    name = "B"
    set = { casework.weights.left = 2, services.shop.linked = true }
    timeline = [{ month = 0, set = { growth.rate = 1 } }, { month = 35, set = { growth.rate = 0, casework.cap = 3 } }]
    [design]
    kind = "list"
    [[design.parameter]]
    key = "programme.enabled"
    values = [true, false]
    [[design.parameter]]
    key = "growth.drift"
    values = [1, 2.5]
  )")
                              .experiment;
  CHECK(experiment.title == "T");
  CHECK(experiment.run.months == 36);
  CHECK(experiment.run.seed == 9223372036854775807u);
  CHECK(experiment.output.interval == Interval::year);
  CHECK(experiment.output.metrics == std::vector<std::string>{"level", "entities"});
  CHECK(experiment.output.by_authority);
  CHECK(experiment.output.family_sample == 5);
  REQUIRE(experiment.groups.size() == 2);
  CHECK(experiment.groups[0].name == "r");
  CHECK(experiment.groups[1].name == "left, or right");
  CHECK(experiment.groups[1].conditions[0].second == std::vector<std::string>{"left", "right"});
  CHECK(experiment.base.at("population.shares") == Value(std::vector<double>{0, 1}));
  REQUIRE(experiment.scenarios.size() == 2);
  CHECK(experiment.scenarios[1].set.at("casework.weights.left") == Value(std::int64_t{2}));
  REQUIRE(experiment.scenarios[1].timeline.size() == 2);
  CHECK(experiment.scenarios[1].timeline[1].month == 35);
  REQUIRE(experiment.design);
  CHECK(experiment.design->kind == DesignKind::list);
  CHECK(experiment.design->parameters[0].values == std::vector<Value>{true, false});
  // Services named anywhere exist everywhere.
  const auto table = experiment.model->table(experiment.keys_in_use);
  CHECK(table->find("services.clinic.linked"));
  CHECK(table->find("services.shop.reach"));
}

TEST_CASE("A range is whole for a whole number and linear otherwise, unless said") {
  const auto design = *load(R"(
    design = { kind = "sobol", points = 8, parameter = [
      { key = "population.size", range = [10, 1000] }, { key = "growth.drift", range = [-1, 1] },
      { key = "growth.rate", range = [0.1, 1], scale = "log" }, { key = "programme.mode", values = ["covert", "open"] } ] }
  )")
                           .experiment.design;
  CHECK(design.parameters[0].scale == Scale::integer);
  CHECK(design.parameters[1].scale == Scale::linear);
  CHECK(design.parameters[2].scale == Scale::log);
  CHECK_FALSE(design.parameters[3].is_range());
}

TEST_CASE("Settings of the command line win over the file and are told when a scenario hides them") {
  const TemporaryFolder folder;
  const auto file = folder.write(
      "x.toml",
      head + "growth.rate = 0.5\n[[scenario]]\nname = 'A'\n[[scenario]]\nname = 'B'\nset = { growth.rate = 1 }\n");
  const auto loaded =
      load_experiment(file, {{"growth.rate=0.25", "--set growth.rate=0.25"}, {"run.seed=7", "--seed 7"}});
  CHECK(loaded.experiment.base.at("growth.rate") == Value(0.25));
  CHECK(loaded.experiment.run.seed == 7);
  REQUIRE(loaded.notes.size() == 1);
  CHECK_THAT(loaded.notes[0], Catch::Contains("does not reach the scenarios that set it themselves: \"B\""));
  CHECK(loaded.experiment.title == "x");
}

TEST_CASE("A complaint of the model stands at the key that brought it about") {
  const auto error = [](const std::string& text) {
    try {
      load(text);
    } catch (const ConfigErrors& errors) {
      return std::string(errors.what());
    }
    return std::string("no error");
  };
  // In the base.
  CHECK(error("population.shares = [0.5, 0.4]\n") == "f.toml:3:21: population.shares must sum to 1, but sums to 0.9");
  // In a scenario, over a sound base.
  CHECK(error("[[scenario]]\nname = 'A'\nset = { population.shares = [0.5, 0.4] }\n") ==
        "f.toml:5:29: population.shares must sum to 1, but sums to 0.9 (scenario \"A\")");
  // From what a timeline switches on: the key that the complaint is about was set in the base.
  CHECK(error("casework.cap = 1\n[[scenario]]\nname = 'A'\n[[scenario.timeline]]\nmonth = 3\nset = { programme.enabled "
              "= true }\n") ==
        "f.toml:3:16: casework.cap must be at least programme.capacity while the programme runs (scenario \"A\" from "
        "month 3)");
  // From a design point.
  CHECK(error("casework.cap = 1\nprogramme = { enabled = true, capacity = 1 }\n[[design.parameter]]\nkey = "
              "'programme.capacity'\nvalues = [0.5, 2]\n") ==
        "f.toml:3:16: casework.cap must be at least programme.capacity while the programme runs (scenario "
        "\"baseline\", programme.capacity = 2)");
  // A default nobody set: at the scenario.
  CHECK(error("[[scenario]]\nname = 'A'\nset = { population.labels = ['left', 'wrong'] }\n") ==
        "f.toml:4:8: casework.weights.right has no side of that name (scenario \"A\")");
}

TEST_CASE("A scenario whose columns are not those of the first is refused: one panel holds one set") {
  // Services come with the whole file, so here the number of columns cannot differ between scenarios of one file.
  CHECK_NOTHROW(load("[[scenario]]\nname = 'A'\n[[scenario]]\nname = 'B'\nset = { services.shop.reach = 0.1 }\n"));
}
