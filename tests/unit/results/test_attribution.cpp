// Attributions of results whose numbers are known: what has an interval, and what has none.
#include "sim/results/attribution.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/report/attribution_report.hpp"
#include "tests/support/small_results.hpp"

using namespace streetlight;

namespace {

/// Mechanism "strong" makes 50 events or so, "weak" one more or one fewer in some replicates, "idle" none.
MemoryResults results_of_three() {
  PanelShape shape = small_shape(1, 12, {{.name = "events", .unit = "events", .meaning = ""}});
  shape.points = 8;
  shape.replicates = 6;
  return small_results(shape, [](const RunKey& run, std::size_t, std::size_t, std::size_t) {
    const double strong[] = {48, 53, 50, 47, 55, 49}, weak[] = {1, 0, -1, 1, 0, 1};
    return 200.0 + (run.point & 4 ? strong[run.replicate] : 0) + (run.point & 2 ? weak[run.replicate] : 0);
  });
}

AttributionRequest request_of_three() {
  AttributionRequest request;
  request.mechanisms = {"strong", "weak", "idle"};
  request.columns = request.groups = {0};
  request.window = {0, 1};
  return request;
}

/// Families in need, of a hundred visited: "strong" has 5 or 6 more in need in the first of ten years, "weak" 3 more.
MemoryResults results_of_stocks() {
  PanelShape shape = small_shape(10, 12,
                                 {{.name = "need", .unit = "people", .meaning = "", .kind = ColumnKind::stock},
                                  {.name = "visited", .unit = "people", .meaning = "", .kind = ColumnKind::stock},
                                  {.name = "share", .unit = "1", .meaning = "", .kind = ColumnKind::ratio}});
  shape.columns[2].numerator = "need";
  shape.columns[2].denominator = "visited";
  shape.scenarios = {"without", "with"};
  shape.points = 4;
  shape.replicates = 4;
  return small_results(shape, [](const RunKey& run, std::size_t time, std::size_t, std::size_t column) {
    const double need = 20 + (run.scenario == 1 && time == 0 ? (run.point & 2 ? 5 + run.replicate % 2 : 0) +
                                                                   (run.point & 1 ? 3 + 0.1 * run.replicate : 0)
                                                             : 0);
    return column == 0 ? need : column == 1 ? 100.0 : need / 100;
  });
}

AttributionRequest request_of_stocks(const Window& window) {
  AttributionRequest request;
  request.mechanisms = {"strong", "weak"};
  request.scenario = 1;
  request.baseline = 0;
  request.columns = {0, 2};
  request.groups = {0};
  request.window = window;
  return request;
}

}  // namespace

TEST_CASE("the events of a part of a stock are those at the moment when most differ") {
  const MemoryResults results = results_of_stocks();
  const auto year = attribute(results, request_of_stocks({0, 1}));
  const auto decade = attribute(results, request_of_stocks({0, 10}));
  for (const std::size_t column : {0, 1}) {  // the stock, and its share of another
    // 22 of "strong" at once over four replicates: an interval, over ten years as well as over the first
    for (const auto* found : {&year, &decade}) {
      const Attribution& one = found->at(column);
      CHECK(one.all.half_width);
      CHECK(one.whole.half_width);
      CHECK(one.shares[0].share.half_width);
      REQUIRE(one.shares[0].of_the_whole);
      CHECK(one.shares[0].of_the_whole->half_width);
      // 12.6 of "weak"
      CHECK(one.shares[1].share.reason == NoInterval::few_events);
      CHECK(one.none.always_zero);
    }
    CHECK(decade[column].shares[0].share.mean == Approx(year[column].shares[0].share.mean / 10));
    CHECK(*decade[column].shares[0].share.half_width == Approx(*year[column].shares[0].share.half_width / 10));
  }
}

TEST_CASE("the level of a stock is shared out by the same count of events") {
  const MemoryResults results = results_of_stocks();
  AttributionRequest request = request_of_stocks({0, 10});
  request.baseline.reset();
  const auto decade = attribute(results, request);
  CHECK(decade[0].shares[0].share.half_width);
  CHECK(decade[0].shares[1].share.reason == NoInterval::few_events);
}

TEST_CASE("a part without an interval has none of its share of the whole") {
  const MemoryResults results = results_of_three();
  const AttributionRequest request = request_of_three();
  const auto found = attribute(results, request);
  const auto& shares = found.at(0).shares;
  REQUIRE(shares[0].share.half_width);
  REQUIRE(shares[0].of_the_whole);
  CHECK(shares[0].of_the_whole->half_width);

  CHECK_FALSE(shares[1].share.half_width);
  CHECK(shares[1].share.reason == NoInterval::few_events);
  REQUIRE(shares[1].of_the_whole);
  CHECK(shares[1].of_the_whole->mean == Approx(2.0 / 304));
  CHECK_FALSE(shares[1].of_the_whole->half_width);
  CHECK(shares[1].of_the_whole->reason == NoInterval::few_events);

  CHECK(shares[2].share.always_zero);
  REQUIRE(shares[2].of_the_whole);
  CHECK(shares[2].of_the_whole->always_zero);
  CHECK(shares[2].of_the_whole->mean == 0);
}

TEST_CASE("text, CSV and JSON say that there is no interval, and why") {
  const MemoryResults results = results_of_three();
  const AttributionRequest request = request_of_three();
  const auto found = attribute(results, request);
  const std::string why = to_text(NoInterval::few_events);

  const std::string text = attribution_table(results, request, found, TextForm::terminal);
  CHECK(text.find(" 1 % [n/a]") != std::string::npos);
  CHECK(text.find("No interval, since " + why + ": weak (events).") != std::string::npos);

  const auto json = nlohmann::json::parse(attribution_json(results, request, found));
  for (const auto& part : json["attributions"][0]["parts"]) {
    if (part["mechanism"] == "weak") {
      CHECK(part["of_whole_low"].is_null());
      CHECK(part["of_whole_high"].is_null());
      CHECK(part["no_interval"] == why);
      CHECK(part["of_whole_no_interval"] == why);
    } else if (part["mechanism"] == "strong") {
      CHECK(part["of_whole_low"].is_number());
      CHECK(part["no_interval"].is_null());
      CHECK(part["of_whole_no_interval"].is_null());
    }
  }
  const std::string csv = attribution_csv(results, request, found, false);
  CHECK(csv.find("of_whole_no_interval") != std::string::npos);
  CHECK(csv.find(why) != std::string::npos);
}
