// Switching mechanisms off: what a key with a * stands for, and that nothing in a scenario can switch them on again.
#include "sim/experiment/mechanism.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "sim/experiment/experiment.hpp"
#include "tests/support/toy_model.hpp"

using namespace streetlight;

namespace {

/// A table with a collection of tables, a map in each, and plain keys.
struct Declared {
  double reach = 1, reach_too = 1, width = 2;
  std::map<std::string, double> bias{{"black", 0.5}}, bias_too;
  ParameterTable table;

  Declared() {
    const auto doc = [](const char* key) { return ParameterDoc{.key = key, .source = "test", .sentence = ""}; };
    table.add(doc("services.police.reach"), reach);
    table.add(doc("services.school.reach"), reach_too);
    table.add(doc("services.police.bias"), bias);
    table.add(doc("services.school.bias"), bias_too);
    table.add(doc("width"), width);
  }
  std::vector<std::string> keys(const char* pattern, std::vector<std::string> in_use = {}) const {
    return matching_keys(pattern, table, in_use);
  }
};

using Keys = std::vector<std::string>;

Experiment experiment() {
  Experiment made;
  made.model = &toy::model();
  made.run = {.months = 12, .spin_up = 2};
  made.mechanisms = {{"policy", "", {{"toy.policy", 0.0}}},
                     {"following", "", {{"toy.follow", 0.0}, {"toy.spread", 0.5}}}};
  made.base = {{"toy.spread", 2.0}};
  made.scenarios = {{"one", {{"toy.policy", 3.0}}, {{4, {{"toy.policy", 5.0}}}, {6, {{"toy.follow", 0.7}}}}}};
  return made;
}

Settings at(const Experiment& made, const Settings& point, Month month) {
  Settings found;
  for (const auto& [from, settings] : resolve_settings(made, made.scenarios[0], point))
    if (from <= month) found = settings;
  return found;
}

}  // namespace

TEST_CASE("a key with a star stands for every name there is") {
  const Declared declared;
  CHECK(declared.keys("services.*.reach") == Keys{"services.police.reach", "services.school.reach"});
  CHECK(declared.keys("width") == Keys{"width"});
  CHECK(declared.keys("services.police.reach") == Keys{"services.police.reach"});
  CHECK(declared.keys("services.*") == Keys{});
  CHECK(declared.keys("*") == Keys{"width"});
}

TEST_CASE("of a map it stands for the members with a default and those that the experiment mentions") {
  const Declared declared;
  CHECK(declared.keys("services.*.bias.*") == Keys{"services.police.bias.black"});
  CHECK(declared.keys("services.*.bias.*", {"services.school.bias.asian", "services.schools.bias.white"}) ==
        Keys{"services.police.bias.black", "services.school.bias.asian"});
  CHECK(declared.keys("services.school.bias.mixed") == Keys{"services.school.bias.mixed"});
  CHECK(matches_parameter("services.school.bias.*", declared.table));
  CHECK_FALSE(matches_parameter("services.*.boss", declared.table));
}

TEST_CASE("expanded settings have every key in full") {
  const Declared declared;
  CHECK(expanded({{"services.*.reach", 0.0}, {"width", 9.0}}, declared.table, {}) ==
        Settings{{"services.police.reach", 0.0}, {"services.school.reach", 0.0}, {"width", 9.0}});
}

TEST_CASE("a mechanism that is on changes nothing") {
  const Experiment made = experiment();
  for (const Month month : {-2, 3, 5, 11})
    CHECK(at(made, {{"mechanism.policy", true}, {"mechanism.following", true}}, month) == at(made, {}, month));
}

TEST_CASE("a mechanism that is off stays off, whatever base, scenario and timeline set") {
  const Experiment made = experiment();
  for (const Month month : {-2, 3, 4, 6, 11}) {
    const auto off = at(made, {{"mechanism.policy", false}}, month);
    CHECK(off.at("toy.policy") == Value(0.0));
    CHECK(off.at("toy.spread") == Value(2.0));
    const auto both = at(made, {{"mechanism.policy", false}, {"mechanism.following", false}}, month);
    CHECK(both.at("toy.follow") == Value(0.0));
    CHECK(both.at("toy.spread") == Value(0.5));
    CHECK(both.size() == 3);  // no key "mechanism.NAME" reaches the model
  }
  CHECK(at(made, {{"mechanism.following", false}}, 5).at("toy.policy") == Value(5.0));
}

TEST_CASE("switching off comes after the values of a design point") {
  const Experiment made = experiment();
  const Settings point{{"toy.follow", 0.3}, {"mechanism.following", false}};
  CHECK(at(made, point, 0).at("toy.follow") == Value(0.0));
  CHECK(at(made, {{"toy.follow", 0.3}}, 0).at("toy.follow") == Value(0.3));
}
