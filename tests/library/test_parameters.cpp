#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "tests/library/england.hpp"

using namespace streetlight;
using namespace streetlight::test;

TEST_CASE("A parameter says its unit, default, range, grade, source and meaning") {
  const Parameter capacity = describe("casework.capacity");
  CHECK(capacity.key == "casework.capacity");
  CHECK_FALSE(capacity.unit.empty());
  CHECK_FALSE(capacity.default_value.empty());
  CHECK(capacity.low == 0);
  CHECK(capacity.allowed.find("a number") == 0);
  CHECK_FALSE(capacity.source.empty());
  CHECK(capacity.meaning.find('.') != std::string::npos);
  CHECK(capacity.monthly);
  CHECK_FALSE(capacity.of_experiment);

  const Parameter transparency = describe("programme.transparency");
  CHECK(std::count(transparency.choices.begin(), transparency.choices.end(), "covert") == 1);
  CHECK(describe("run.replicates").of_experiment);
  CHECK(describe("run.replicates").default_value == "1");
  CHECK(describe("run.replicates").value_by_default == Value(1));
  CHECK(describe("need.attributes").is_table);
  CHECK(describe("need.attributes").table_by_default.front() == std::pair<std::string, double>("lone", 0.35));
}

TEST_CASE("Every parameter and column of every model is described") {
  REQUIRE(models().size() > 5);
  CHECK(models().front().name == "targeting");
  for (const Model& model : models()) {
    CAPTURE(model.name);
    CHECK_FALSE(model.summary.empty());
    CHECK_FALSE(columns(model.name).empty());
    for (const Parameter& parameter : parameters(model.name)) {
      CAPTURE(parameter.key);
      CHECK_FALSE(parameter.meaning.empty());
      CHECK_FALSE(parameter.grade.empty());
      CHECK(describe(parameter.key, model.name).meaning == parameter.meaning);
    }
  }
}

TEST_CASE("What is not there is refused with the nearest name") {
  try {
    describe("casework.capasity");
    FAIL();
  } catch (const Error& error) {
    CHECK(error.problems().front().nearest == "casework.capacity");
  }
  CHECK_THROWS_AS(columns("no such model"), Error);
}

TEST_CASE("A service that only the experiment has is described by the experiment") {
  Experiment england = small_england();
  CHECK_THROWS_AS(describe("services.library.reach"), Error);
  england.set("services.library.reach", 0.3);
  CHECK(england.describe("services.library.reach").unit == describe("services.police.reach").unit);
  CHECK(england.value("services.library.reach") == Value(0.3));
  CHECK_FALSE(england.notes().size() > 1);
}

TEST_CASE("Values are written as TOML writes them") {
  CHECK(Value(20000).text() == "20000");
  CHECK(Value(0.5).text() == "0.5");
  CHECK(Value("covert").text() == "\"covert\"");
  CHECK(Value(std::vector<double>{1, 2.5}).text() == "[1, 2.5]");
  CHECK(Value(true).text() == "true");
  CHECK(Value(std::numeric_limits<std::uint64_t>::max()).text() != "-1");
}

TEST_CASE("The version is told") { CHECK(std::string(version()).find("0.") == 0); }
