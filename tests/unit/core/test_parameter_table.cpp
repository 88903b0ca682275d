// The table as a whole: finding, assigning, collections, maps, and reading everything back.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/core/parameters.hpp"

using namespace streetlight;
using Texts = std::vector<std::string>;

namespace {

enum class Mode { none, opt_out, opt_in };

/// One of each type, and a collection with a map in each member.
struct Toy {
  bool enabled = true;
  std::int64_t families = 100;
  double reversion = 0.02;
  std::string operator_name = "council";
  std::optional<double> capacity{};
  std::vector<double> shares{0.5, 0.5};
  Texts features{"school", "police"};
  Mode mode = Mode::opt_out;
  struct Service {
    double reach = 0.1;
    std::map<std::string, double> bias{};
    friend bool operator==(const Service&, const Service&) = default;
  };
  std::map<std::string, Service> services{{"police", {0.006, {{"black", 0.3}}}}};
  friend bool operator==(const Toy&, const Toy&) = default;

  void declare(ParameterTable& table) {
    table.add({.key = "programme.enabled"}, enabled);
    table.add({.key = "population.families", .range = {1, 1e9}}, families);
    table.add({.key = "need.reversion", .range = {0, 1}}, reversion);
    table.add({.key = "programme.operator"}, operator_name);
    table.add({.key = "programme.capacity", .range = {.low = 0}}, capacity);
    table.add({.key = "population.shares", .range = {0, 1}}, shares);
    table.add({.key = "risk.features"}, features);
    table.add_choice({.key = "consent.mode"}, mode,
                     {{"none", Mode::none}, {"opt_out", Mode::opt_out}, {"opt_in", Mode::opt_in}});
    for (const auto& name : table.members("services", {"police"})) {
      auto& service = services[name];
      table.add({.key = "services." + name + ".reach", .range = {.low = 0}}, service.reach);
      table.add({.key = "services." + name + ".bias"}, service.bias);
    }
  }
};

}  // namespace

TEST_CASE("assigning fills the member that was declared, and no other") {
  Toy toy, untouched;
  ParameterTable table;
  toy.declare(table);
  table.assign("need.reversion", 0.5);
  CHECK(toy.reversion == 0.5);
  toy.reversion = untouched.reversion;
  CHECK(toy == untouched);
}

TEST_CASE("every type can be assigned") {
  Toy toy;
  ParameterTable table;
  toy.declare(table);
  table.assign(Settings{{"programme.enabled", false},
                        {"population.families", std::int64_t{7}},
                        {"need.reversion", std::int64_t{1}},
                        {"programme.operator", std::string("vendor")},
                        {"programme.capacity", 0.002},
                        {"population.shares", std::vector<double>{1}},
                        {"risk.features", Texts{}},
                        {"consent.mode", std::string("opt_in")},
                        {"services.police.bias.white", std::int64_t{-1}}});
  CHECK_FALSE(toy.enabled);
  CHECK(toy.families == 7);
  CHECK(toy.reversion == 1.0);
  CHECK(toy.operator_name == "vendor");
  CHECK(toy.capacity == 0.002);
  CHECK(toy.shares == std::vector<double>{1});
  CHECK(toy.features.empty());
  CHECK(toy.mode == Mode::opt_in);
  CHECK(toy.services["police"].bias == std::map<std::string, double>{{"black", 0.3}, {"white", -1}});

  table.assign("programme.capacity", std::string("none"));
  CHECK_FALSE(toy.capacity);
}

TEST_CASE("a map's member is replaced, the others stay") {
  Toy toy;
  toy.services["police"].bias["asian"] = 0.1;
  ParameterTable table;
  toy.declare(table);
  table.assign("services.police.bias.black", 0.0);
  CHECK(toy.services["police"].bias == std::map<std::string, double>{{"asian", 0.1}, {"black", 0}});
}

TEST_CASE("an empty list of the other type empties the list") {
  Toy toy;
  ParameterTable table;
  toy.declare(table);
  table.assign("population.shares", Texts{});
  table.assign("risk.features", std::vector<double>{});
  CHECK(toy.shares.empty());
  CHECK(toy.features.empty());
}

TEST_CASE("current values assigned to a fresh copy give the same parameters") {
  const std::vector<std::string> keys{"services.library.reach", "services.library.bias.asian"};
  Toy changed, fresh;
  ParameterTable table(keys), fresh_table(keys);
  changed.declare(table);
  fresh.declare(fresh_table);
  CHECK(changed == fresh);

  table.assign(Settings{{"programme.enabled", false},
                        {"programme.capacity", 0.25},
                        {"consent.mode", std::string("none")},
                        {"services.library.reach", 0.125},
                        {"services.library.bias.asian", 0.1 + 0.2}});
  CHECK_FALSE(changed == fresh);
  fresh_table.assign(table.current());
  CHECK(changed == fresh);
  CHECK(table.current() == fresh_table.current());
}

TEST_CASE("a reset table has every default again, and no member that was added to a map") {
  const std::vector<std::string> keys{"services.library.reach", "services.library.bias.asian"};
  Toy toy;
  ParameterTable table(keys);
  toy.declare(table);
  const Toy declared = toy;
  table.assign(Settings{{"programme.enabled", false},
                        {"programme.capacity", 0.25},
                        {"consent.mode", std::string("none")},
                        {"services.library.reach", 0.125},
                        {"services.library.bias.asian", 0.1 + 0.2}});
  CHECK_FALSE(toy == declared);
  table.reset();
  CHECK(toy == declared);
  table.assign(Settings{{"services.library.reach", 0.5}});
  CHECK_FALSE(toy == declared);
}

TEST_CASE("an absent optional survives the round trip over one that has a value") {
  Toy without, with;
  with.capacity = 0.5;
  ParameterTable from, into;
  without.declare(from);
  with.declare(into);
  into.assign(from.current());
  CHECK_FALSE(with.capacity);
}

TEST_CASE("defaults are the members' values when they were declared") {
  Toy toy;
  toy.reversion = 0.75;
  ParameterTable table;
  toy.declare(table);
  toy.reversion = 0;
  CHECK(std::get<double>(table.find("need.reversion")->default_value) == 0.75);
  CHECK(std::get<std::string>(table.find("programme.capacity")->default_value) == "none");
  CHECK(table.find("services.police.bias.any")->map_defaults == std::map<std::string, double>{{"black", 0.3}});
}

TEST_CASE("members: the model's own in their order, then the experiment's by name, each once") {
  const ParameterTable table({"services.zoo.reach", "services.library.reach", "services.library.bias.asian",
                              "services.police.reach", "services", "services.reach", "servicesque.pub.reach",
                              "services..reach", "other.services.pub.reach"});
  CHECK(table.members("services", {"police", "health"}) == Texts{"police", "health", "library", "zoo"});
  CHECK(ParameterTable{}.members("services", {"police"}) == Texts{"police"});
}

TEST_CASE("entries: the names of plain keys, not of tables") {
  const ParameterTable table({"dates.review", "dates.audit", "dates.audit", "dates.phases.first", "dates.", "dates"});
  CHECK(table.entries("dates", {"start"}) == Texts{"start", "audit", "review"});
  CHECK(table.members("dates", {}) == Texts{"phases"});
}

TEST_CASE("finding: exact keys, members of maps, nothing else") {
  Toy toy;
  ParameterTable table;
  toy.declare(table);
  CHECK(table.find("need.reversion")->doc.key == "need.reversion");
  CHECK(table.find("services.police.bias.black")->doc.key == "services.police.bias");
  CHECK(table.find("services.police.bias.new_level")->doc.key == "services.police.bias");
  for (const char* absent : {"", ".", "need", "need.", "need.reversion.x", "services.police.bias",
                             "services.police.bias.", "services.police.bias.black.x", "services.library.reach"}) {
    CAPTURE(absent);
    CHECK(table.find(absent) == nullptr);
  }
}

TEST_CASE("a map's value is a number in the range of its values") {
  std::map<std::string, double> shares{{"owner", 0.5}};
  ParameterTable table;
  table.add({.key = "tenure.shares", .range = {0, 1}}, shares);
  const Parameter& parameter = *table.find("tenure.shares.owner");
  CHECK_FALSE(parameter.objection(0.25));
  CHECK(parameter.objection(1.5) == "= 1.5 must be between 0 and 1");
  CHECK(parameter.objection(std::string("half")) == "= \"half\" must be a number");
}

TEST_CASE("the nearest key to one that is not there") {
  Toy toy;
  ParameterTable table;
  toy.declare(table);
  CHECK(table.nearest("need.reversoin") == "need.reversion");
  CHECK(table.nearest("programme.enable") == "programme.enabled");
  CHECK(table.nearest("reversion") == "need.reversion");                    // forgot the table
  CHECK(table.nearest("mechanism_of_need.reversion") == "need.reversion");  // another table
  CHECK(table.nearest("zzzzzzzzzzzz").empty());
}

TEST_CASE("a name that stands in two tables is not guessed") {
  double one = 0, two = 0;
  ParameterTable table;
  table.add({.key = "programme_for_all.capacity"}, one);
  table.add({.key = "casework_of_everybody.capacity"}, two);
  CHECK(table.nearest("capacity").empty());
}

TEST_CASE("settings that come from code are refused in the words that those from a file get") {
  Toy toy;
  ParameterTable table;
  toy.declare(table);
  CHECK_THROWS_WITH(table.assign("need.revision", 0.5),
                    "there is no parameter need.revision; did you mean need.reversion?");
  for (const Value& value : {Value{2.0}, Value{std::string("x")}})
    CHECK_THROWS_MATCHES(table.assign("need.reversion", value), InvalidInput,
                         Catch::Message("need.reversion " + *table.find("need.reversion")->objection(value)));
  CHECK(toy == Toy{});
  double again = 0;
  CHECK_THROWS_AS(table.add({.key = "need.reversion"}, again), BrokenPromise);
}

TEST_CASE("parameters come in the order of their declaration") {
  Toy toy;
  ParameterTable table;
  toy.declare(table);
  REQUIRE(table.parameters().size() == 10);
  CHECK(table.parameters().front().doc.key == "programme.enabled");
  CHECK(table.parameters().back().doc.key == "services.police.bias");
}
