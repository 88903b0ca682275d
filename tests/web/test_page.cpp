#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "web/engine/session.hpp"

using streetlight::page::Json;
using streetlight::page::Session;

namespace {

/// An experiment in a file of its own, gone with the test.
class File {
 public:
  explicit File(const std::string& text)
      : path_(std::filesystem::temp_directory_path() / "streetlight_page_test.toml") {
    std::ofstream(path_) << text;
  }
  ~File() { std::filesystem::remove(path_); }
  std::string name() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

Json ask(Session& session, const Json& request) { return Json::parse(session.answer(request.dump())); }

const std::string small = R"(schema = 1
model = "targeting"
title = "Small"
[run]
months = 12
spin_up = 6
replicates = 3
seed = 5
[output]
interval = "quarter"
[population]
families = 600
neighbourhood_size = 50
[programme]
start = 0
[[scenario]]
name = "None"
[[scenario]]
name = "Covert"
set = { programme.enabled = true, programme.transparency = "covert", casework.referral = 1.0 }
)";

}  // namespace

TEST_CASE("a page is told each problem of an experiment with line and column") {
  const File file("schema = 1\nmodel = \"targeting\"\n[casework]\ncapasity = 3\n[population]\nfamilies = -2\n");
  Session session;
  const Json answer = ask(session, {{"call", "load"}, {"path", file.name()}});
  REQUIRE(answer["problems"].size() == 2);
  CHECK(answer["problems"][0]["line"] == 4);
  CHECK(answer["problems"][0]["message"].get<std::string>().find("casework.capacity") != std::string::npos);
  CHECK(answer["problems"][1]["line"] == 6);
  CHECK(answer["problems"][1]["column"] == 12);
  CHECK(ask(session, {{"call", "run"}}).contains("problems"));  // nothing is loaded
}

TEST_CASE("replicates that ran apart and were carried together are the whole run, bit for bit") {
  const File file(small);
  Session whole, home, first, second;
  for (Session* each : {&whole, &home, &first, &second})
    REQUIRE_FALSE(ask(*each, {{"call", "load"}, {"path", file.name()}}).contains("problems"));
  CHECK(ask(whole, {{"call", "run"}})["runs"] == 6);
  ask(first, {{"call", "run"}, {"replicates", {1}}});
  ask(second, {{"call", "run"}, {"replicates", {0, 2}}});
  for (unsigned replicate = 0; replicate < 3; ++replicate)
    for (unsigned scenario = 0; scenario < 2; ++scenario) {
      Session& from = replicate == 1 ? first : second;
      const Json key{{"scenario", scenario}, {"replicate", replicate}};
      Json give = key, take = key;
      give["call"] = "give_run";
      take["call"] = "take_run";
      take["sizes"] = ask(from, give)["sizes"];
      home.numbers = from.numbers;
      REQUIRE_FALSE(ask(home, take).contains("problems"));
    }
  CHECK(ask(home, {{"call", "hash"}}) == ask(whole, {{"call", "hash"}}));
  CHECK(ask(first, {{"call", "hash"}})["hash"] != ask(whole, {{"call", "hash"}})["hash"]);

  const Json compared = ask(home, {{"call", "compare"}, {"columns", {"visits", "trust"}}});
  REQUIRE(compared["result"]["comparisons"].size() == 2);
  CHECK(compared["result"]["comparisons"][0]["pairs"] == 3);
  CHECK(compared["result"]["comparisons"][0]["difference"].get<double>() > 0);
  CHECK(compared == ask(whole, {{"call", "compare"}, {"columns", {"visits", "trust"}}}));

  // The curve's mean is that of the column's values, and the first policy does not differ from itself.
  ask(home, {{"call", "column"}, {"name", "visits"}});
  const auto column = home.numbers;
  ask(home, {{"call", "curves"}, {"name", "visits"}});
  REQUIRE(home.numbers.size() == 2 * 4 * 6);
  const double mean = (column[12 + 1] + column[12 + 4 + 1] + column[12 + 8 + 1]) / 3;  // scenario 1, second quarter
  CHECK(home.numbers[(4 + 1) * 6] == Approx(mean));
  CHECK(home.numbers[(4 + 1) * 6 + 1] < mean);
  CHECK(home.numbers[(0 + 1) * 6 + 3] == 0);
}

TEST_CASE("the street shows the simulation's state: its totals are those of the panel") {
  const File file(small);
  Session session;
  REQUIRE_FALSE(ask(session, {{"call", "load"}, {"path", file.name()}, {"set", {"output.interval=\"month\""}}})
                    .contains("problems"));
  ask(session, {{"call", "run"}, {"replicates", {0}}});
  const auto panel = [&](const std::string& name) {
    ask(session, {{"call", "column"}, {"name", name}});
    return session.numbers;  // [scenario][replicate][month]
  };
  const auto need = panel("need"), visits = panel("visits");

  const Json layout = ask(session, {{"call", "street"}});
  REQUIRE(layout["families"] == 600);
  REQUIRE(layout["policies"] == Json{"None", "Covert"});
  const auto place = [&](const std::string& name) {
    for (std::size_t c = 0; c < layout["columns"].size(); ++c)
      if (layout["columns"][c]["name"] == name) return c;
    FAIL(name);
    return std::size_t{0};
  };
  ask(session, {{"call", "street_step"}, {"months", 6}});
  for (unsigned month = 0; month < 12; ++month) {
    const Json answer = ask(session, {{"call", "street_step"}});
    REQUIRE(answer["months"][0]["month"] == month);
    for (std::size_t policy = 0; policy < 2; ++policy) {
      const auto total = [&](const std::string& name) {
        return answer["months"][0]["totals"][policy * layout["columns"].size() + place(name)].get<double>();
      };
      CHECK(total("need") == need[policy * 36 + month]);
      CHECK(total("visits") == visits[policy * 36 + month]);
      // And so are the dots.
      REQUIRE(session.bytes.size() == 2 * 600 * streetlight::page::state_bytes);
      double visited = 0;
      for (std::size_t f = 0; f < 600; ++f)
        visited += (session.bytes[(policy * 600 + f) * streetlight::page::state_bytes + 3] & 8) != 0;
      CHECK(visited == visits[policy * 36 + month]);
    }
  }
}

TEST_CASE("a street goes on under other policies, but not in another world") {
  const File file(small);
  Session session;
  const auto load = [&](const std::string& setting) {
    REQUIRE_FALSE(ask(session, {{"call", "load"}, {"path", file.name()}, {"set", {setting}}}).contains("problems"));
  };
  load("programme.capacity=0.01");
  ask(session, {{"call", "street"}});
  ask(session, {{"call", "street_step"}, {"months", 8}});
  load("programme.capacity=0.05");
  CHECK(ask(session, {{"call", "street"}, {"change", true}})["month"] == 2);
  CHECK_FALSE(ask(session, {{"call", "street_step"}}).contains("problems"));
  load("population.families=700");
  CHECK(ask(session, {{"call", "street"}, {"change", true}}).contains("problems"));
}

TEST_CASE("a result that was read from a file compares as the runs that made it") {
  const File file(small);
  Session ran, held;
  ask(ran, {{"call", "load"}, {"path", file.name()}});
  ask(ran, {{"call", "run"}});
  const Json compared = ask(ran, {{"call", "compare"}});
  const Json said = ask(ran, {{"call", "load"}, {"path", file.name()}});
  Json head = said;
  for (const char* name : {"design", "tables"}) head[name] = Json::array();  // of an experiment, these are words
  head["schema"] = 1;
  head["config"] = said["toml"];
  head["seed"] = std::to_string(said["seed"].get<int>());
  ask(ran, {{"call", "run"}});
  const Json answer = ask(held, {{"call", "hold"}, {"head", head}});
  INFO(answer.dump());
  REQUIRE_FALSE(answer.contains("problems"));
  for (unsigned scenario = 0; scenario < 2; ++scenario)
    for (unsigned replicate = 0; replicate < 3; ++replicate) {
      const Json key{{"scenario", scenario}, {"replicate", replicate}};
      Json give = key, take = key;
      give["call"] = "give_run";
      take["call"] = "take_run";
      const auto whole = ask(ran, give)["sizes"][0].get<std::size_t>();
      held.numbers.assign(ran.numbers.begin(), ran.numbers.begin() + static_cast<std::ptrdiff_t>(whole));
      take["sizes"] = {whole};
      REQUIRE_FALSE(ask(held, take).contains("problems"));
    }
  const Json again = ask(held, {{"call", "compare"}});
  CHECK(again["csv"] == compared["csv"]);
  CHECK(again["table"] == compared["table"]);

  // What cannot be a result's is refused.
  for (const auto& [name, value] : std::vector<std::pair<std::string, Json>>{{"schema", 99},
                                                                             {"times", {6, 3}},
                                                                             {"scenarios", Json::array()},
                                                                             {"seed", "many"},
                                                                             {"replicates", 100000000}}) {
    Json wrong = head;
    wrong[name] = value;
    CHECK(ask(held, {{"call", "hold"}, {"head", wrong}}).contains("problems"));
  }
}

TEST_CASE("a page looks for a match before it runs") {
  const File file(small + R"(
[[scenario]]
name = "As many visits"
set = { programme.enabled = true, casework.referral = 1.0 }
match = { scenario = "Covert", column = "programme_visits", by = "programme.capacity", range = [0.0005, 0.05] }
)");
  Session session;
  REQUIRE_FALSE(ask(session, {{"call", "load"}, {"path", file.name()}}).contains("problems"));
  const Json done = ask(session, {{"call", "run"}});
  REQUIRE(done["runs"] == 9);
  CHECK(done["failures"].empty());
}
