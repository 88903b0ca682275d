#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "web/engine/session.hpp"

using streetlight::page::Json;
using streetlight::page::Session;

namespace {

/// A session that has run an experiment of two worlds, in which families talk and do not, each without a programme and
/// with one.
class Ran {
 public:
  Ran() {
    const auto path = std::filesystem::temp_directory_path() / "streetlight_figures_test.toml";
    std::ofstream(path) << R"(schema = 1
model = "targeting"
title = "Small"
[run]
months = 24
spin_up = 6
replicates = 3
seed = 5
[output]
interval = "month"
family_sample = 200
[population]
families = 1000
neighbourhood_size = 50
[programme]
start = 6
capacity = 0.02
[casework]
referral = 1.0
[awareness]
press = 0
[groups]
renting = { tenure = ["social_rent", "private_rent"] }
owning = { tenure = ["owner"] }
[[scenario]]
name = "Silence"
set = { trust.hearsay = 0, trust.peers = 0, awareness.tie = 0 }
[[scenario]]
name = "Silence, programme"
set = { trust.hearsay = 0, trust.peers = 0, awareness.tie = 0, programme.enabled = true }
[[scenario]]
name = "Talk"
[[scenario]]
name = "Talk, programme"
set = { programme.enabled = true }
)";
    const Json loaded = ask({{"call", "load"}, {"path", path.string()}});
    INFO(loaded.dump(2));
    REQUIRE_FALSE(loaded.contains("problems"));
    REQUIRE(ask({{"call", "run"}})["runs"] == 12);
    std::filesystem::remove(path);
  }
  Json ask(const Json& request) { return Json::parse(session_.answer(request.dump())); }
  const std::vector<double>& numbers() const { return session_.numbers; }

 private:
  Session session_;
};

}  // namespace

TEST_CASE("columns gathered over windows are what the comparison says of them") {
  Ran ran;
  const Json compared =
      ran.ask({{"call", "compare"}, {"columns", {"visits", "prevalence_true"}}, {"first", 12}, {"end", 24}});
  for (const Json& row : compared["result"]["comparisons"]) {
    ran.ask({{"call", "gathered"}, {"name", row["metric"]}, {"windows", {{0, 12}, {12, 24}}}});
    REQUIRE(ran.numbers().size() == 2 * 4 * 3);
    CHECK(ran.numbers()[4 * 3] == Approx(row["baseline_mean"].get<double>()));
  }
  // Without windows it is the one that compare takes by itself: from the first difference on, in month 0 here.
  CHECK(ran.ask({{"call", "gathered"}, {"name", "visits"}})["windows"] == Json{"months 0 to 23"});

  ran.ask({{"call", "gathered"}, {"name", "need"}, {"groups", {"renting", "owning"}}, {"share", true}});
  REQUIRE(ran.numbers().size() == 4 * 2 * 3);
  for (std::size_t scenario = 0; scenario < 4; ++scenario) {
    CHECK(ran.numbers()[scenario * 6] + ran.numbers()[scenario * 6 + 3] == Approx(1));
    CHECK(ran.numbers()[scenario * 6 + 1] < ran.numbers()[scenario * 6]);
  }
  // Where nobody is flagged, flags have no shares.
  ran.ask({{"call", "gathered"}, {"name", "flags"}, {"groups", {"renting", "owning"}}, {"share", true}});
  CHECK(std::isnan(ran.numbers()[0]));
  CHECK_FALSE(std::isnan(ran.numbers()[6]));

  for (const Json& wrong : {Json{{"name", "nothing"}}, Json{{"name", "need"}, {"groups", {"decile_1"}}},
                            Json{{"name", "need"}, {"windows", {{12, 99}}}}}) {
    Json request = wrong;
    request["call"] = "gathered";
    CHECK(ran.ask(request).contains("problems"));
  }
}

TEST_CASE("settings of the scenarios, those that nobody set too") {
  Ran ran;
  const Json values =
      ran.ask({{"call", "settings"}, {"keys", {"programme.start", "programme.enabled", "risk.horizon"}}})["values"];
  CHECK(values["programme.start"] == Json{6, 6, 6, 6});
  CHECK(values["programme.enabled"] == Json{"false", "true", "false", "true"});
  CHECK(values["risk.horizon"] == Json{12, 12, 12, 12});
  CHECK(ran.ask({{"call", "settings"}, {"keys", {"programme.beginning"}}}).contains("problems"));
}

TEST_CASE("a ranking has the places and differences that the command prints") {
  Ran ran;
  const Json ranked =
      ran.ask({{"call", "rank"}, {"columns", {"visits", "trust:most"}}, {"limits", {"programme_visits=0"}}});
  INFO(ranked.dump(2));
  REQUIRE(ranked["rows"].size() == 3);
  CHECK(ranked["columns"][1] == Json{{"name", "trust"}, {"most", true}});
  CHECK(ranked["rows"][0]["scenario"] == "Talk");  // no programme, so no visit above the limit
  CHECK(ranked["rows"][0]["rank"] == 1);
  CHECK(ranked["rows"][0]["points"] == 2);
  for (const std::size_t out : {1, 2}) {
    CHECK(ranked["rows"][out]["rank"] == 0);
    CHECK_FALSE(ranked["rows"][out]["within"].get<bool>());
    CHECK(ranked["rows"][out]["held"][0].get<double>() > 0);
  }
  const Json compared = ran.ask({{"call", "compare"}, {"columns", {"trust"}}, {"scenarios", {"Talk"}}});
  CHECK(ranked["rows"][0]["outcomes"][1] == compared["result"]["comparisons"][0]["difference"]);
}

TEST_CASE("families who were never visited lose trust only where families talk") {
  Ran ran;
  const Json answer = ran.ask({{"call", "trust_apart"}});
  REQUIRE(answer["scenarios"] == Json{"Silence, programme", "Talk, programme"});
  REQUIRE(ran.numbers().size() == 2 * 2 * 24 * 3);
  const auto last = [&](std::size_t scenario, std::size_t visited) {
    return ran.numbers()[((2 * scenario + visited) * 24 + 23) * 3];
  };
  CHECK(last(0, 0) == 0);
  CHECK(last(1, 0) < 0);
  CHECK(last(0, 1) < -0.01);
  CHECK(last(1, 1) < last(1, 0));
  for (std::size_t month = 0; month < 6; ++month)  // before the programme nothing differs
    CHECK(ran.numbers()[(1 * 24 + month) * 3] == 0);
}
