#include "sim/running/run_plan.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "sim/config/load_experiment.hpp"
#include "sim/core/check.hpp"

using namespace streetlight;

TEST_CASE("Shards hold every run once and keep the scenarios of a replicate together") {
  for (const std::uint32_t count : {1u, 2u, 3u, 7u, 40u}) {
    std::size_t held = 0;
    for (std::uint32_t point = 0; point < 5; ++point)
      for (std::uint32_t replicate = 0; replicate < 6; ++replicate) {
        std::set<std::uint32_t> holders;
        for (std::uint32_t scenario = 0; scenario < 3; ++scenario)
          for (std::uint32_t index = 0; index < count; ++index)
            if (Shard{index, count}.holds({scenario, point, replicate}, 6)) {
              holders.insert(index);
              ++held;
            }
        CHECK(holders.size() == 1);
      }
    CHECK(held == 5 * 6 * 3);
  }
}

TEST_CASE("A shard is K/N") {
  CHECK(Shard::parse("2/5").index == 1);
  CHECK(Shard::parse("2/5").suffix() == ".shard-2-of-5");
  CHECK(Shard{}.suffix().empty());
  for (const char* text : {"", "/", "1", "0/3", "4/3", "1/0", "-1/3", "a/b", "1/3x", "1 /3", "99999999999/3"}) {
    INFO(text);
    CHECK_THROWS_AS(Shard::parse(text), InvalidInput);
  }
}

TEST_CASE("The plan counts what the shards run, and one run that does not fit the machine is refused") {
  const auto load = [](const std::string& text) {
    return load_experiment(parse_toml("schema = 1\nmodel = 'toy'\nrun.replicates = 5\n[[scenario]]\nname = "
                                      "'A'\n[[scenario]]\nname = 'B'\n" +
                                          text,
                                      "f"),
                           "f")
        .experiment;
  };
  const auto experiment = load("[[design.parameter]]\nkey = 'population.size'\nvalues = [10, 1000000]\n");
  const auto shape = panel_shape(experiment);
  std::size_t runs = 0;
  for (std::uint32_t k = 0; k < 3; ++k) runs += plan_run(experiment, shape, {k, 3}, 1).runs;
  CHECK(runs == 2 * 2 * 5);
  const auto plan = plan_run(experiment, shape, {}, 1);
  CHECK(plan.entities == 1000000);
  CHECK(plan.memory.state == Approx(16e6).epsilon(0.01));
  CHECK(plan.memory.one_run() < 17e6);
  CHECK(plan.memory.total(2) > plan.memory.total(1) + 16e6);
  CHECK_NOTHROW(check_memory(plan));

  const auto huge = load("set.population.size = 1000000000000\n");
  CHECK_THROWS_WITH(check_memory(plan_run(huge, panel_shape(huge), {}, 1)), Catch::Contains("16.0 TB"));
}
