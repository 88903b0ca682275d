#include "sim/config/emit_experiment.hpp"

#include <catch2/catch.hpp>

#include "sim/config/load_experiment.hpp"
#include "tests/support/points_of.hpp"

using namespace streetlight;

namespace {

const char* const rich = R"(
  schema = 1
  model = "toy"
  title = "Quotes \" and \\ and\nlines"
  run = { months = 36, spin_up = 3, replicates = 4, seed = 77 }
  output = { interval = "quarter", metrics = ["level"], by_authority = true, family_sample = 5 }
  groups = { r = { side = "right" }, "left, or 1.5" = { side = ["left", "right"] } }
  population.shares = [0.1, 0.9]
  growth.rate = 0.1
  services.clinic.reach = 0.30000000000000004
  casework.cap = 12.5
  [[scenario]]
  name = "A"
  [[scenario]]
  name = "B, or 2.5?"
  set = { casework.weights.left = 2, programme.mode = "covert", population.labels = ["left", "right"] }
  timeline = [{ month = 3, set = { growth.rate = 1 } }, { month = 35, set = { casework.cap = "none" } }]
)";

Experiment load_text(const std::string& text) { return load_experiment(parse_toml(text, "f.toml"), "f").experiment; }

}  // namespace

TEST_CASE("An experiment reads back from its own text as the same experiment") {
  for (const std::string design :
       {"", "[[design.parameter]]\nkey = 'growth.drift'\nvalues = [1, 2.5]\n",
        "[design]\nkind = 'sobol'\npoints = 5\nseed = 3\n[[design.parameter]]\nkey = 'growth.drift'\nrange = [-1, 2]\n"
        "[[design.parameter]]\nkey = 'population.size'\nrange = [1, 20]\n",
        "[design]\nkind = 'morris'\ntrajectories = 3\nlevels = 6\n[[design.parameter]]\nkey = 'growth.drift'\n"
        "range = [-1, 2]\n",
        "[design]\nkind = 'saltelli'\nsamples = 4\n[[design.parameter]]\nkey = 'growth.drift'\nrange = [-1, 2]\n",
        "[[mechanism]]\nname = 'growth'\nmeaning = 'It \"grows\".'\noff = { growth.drift = 0, casework.weights.left = "
        "0 }\n"
        "[[mechanism]]\nname = 'places'\noff = { services.\"*\".reach = 0.5 }\n"
        "[[design.parameter]]\nkey = 'mechanism.growth'\nvalues = [true, false]\n"}) {
    const Experiment experiment = load_text(rich + design);
    const std::string text = to_toml(experiment);
    const Experiment again = load_text(text);
    INFO(text);
    CHECK(to_toml(again) == text);
    CHECK(again.title == experiment.title);
    CHECK(again.run.seed == experiment.run.seed);
    CHECK(again.output.metrics == experiment.output.metrics);
    REQUIRE(again.groups.size() == experiment.groups.size());
    for (std::size_t g = 0; g < again.groups.size(); ++g)
      CHECK(again.groups[g].conditions == experiment.groups[g].conditions);
    CHECK(points_of(again.design) == points_of(experiment.design));
    CHECK(again.mechanisms == experiment.mechanisms);

    // The same parameters in every month of every scenario at every point.
    REQUIRE(again.scenarios.size() == experiment.scenarios.size());
    for (const auto& point : points_of(experiment.design))
      for (std::size_t s = 0; s < again.scenarios.size(); ++s) {
        const auto before = resolve(experiment, experiment.scenarios[s], point),
                   after = resolve(again, again.scenarios[s], point);
        REQUIRE(after.size() == before.size());
        for (std::size_t i = 0; i < after.size(); ++i) {
          CHECK(after[i].from == before[i].from);
          CHECK(after[i].parameters->same_as(*before[i].parameters));
        }
      }
  }
}

TEST_CASE("A scenario's text is an experiment with that scenario alone") {
  const Experiment experiment = load_text(rich);
  for (std::size_t s = 0; s < experiment.scenarios.size(); ++s) {
    const Experiment alone = load_text(scenario_toml(experiment, s));
    REQUIRE(alone.scenarios.size() == 1);
    const auto before = resolve(experiment, experiment.scenarios[s], {}),
               after = resolve(alone, alone.scenarios[0], {});
    REQUIRE(after.size() == before.size());
    for (std::size_t i = 0; i < after.size(); ++i) CHECK(after[i].parameters->same_as(*before[i].parameters));
  }
}

TEST_CASE("The text holds the defaults as well: another program's defaults would not change its meaning") {
  CHECK_THAT(to_toml(load_text("schema = 1\nmodel = 'toy'\n")), Catch::Contains("\ngrowth.rate = 0.01\n"));
}
