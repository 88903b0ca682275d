// Rankings: by means, with a mark where chance may have made a rank or kept a limit.
#include "sim/results/ranking.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/report/ranking_report.hpp"
#include "tests/support/small_results.hpp"

using namespace streetlight;

namespace {

const std::vector<Column> columns{
    {.name = "harm", .unit = "harms", .meaning = ""},
    {.name = "cost", .unit = "GBP", .meaning = "", .type = ColumnType::real},
    {.name = "need_sum", .unit = "sd", .meaning = "", .kind = ColumnKind::stock, .type = ColumnType::real},
    {.name = "need_gap_sum", .unit = "sd", .meaning = "", .kind = ColumnKind::stock, .type = ColumnType::real}};

/// "rare" averts a harm in one replicate only; "strong" averts many, at a cost of 650,000 give or take.
MemoryResults policies() {
  PanelShape shape = small_shape(1, 12, columns);
  shape.scenarios = {"none", "rare", "strong"};
  shape.replicates = 4;
  return small_results(shape, [](const RunKey& run, std::size_t, std::size_t, std::size_t column) {
    const double wave = run.replicate % 2 == 0 ? 1 : -1, base = 100 + 5.0 * run.replicate;
    const bool strong = run.scenario == 2;
    if (column == 1)
      return 5e6 + (strong ? 650'143 + 20'000 * wave : 300'000.0 * run.scenario + 10 * wave * run.scenario);
    if (column != 0) return 1000 + base + (strong ? 30 + 3 * wave : 0);
    return base - (strong ? 30 + 3 * wave : run.scenario == 1 && run.replicate == 0 ? 1 : 0);
  });
}

ComparisonRequest request_of(const RunSource& results) {
  ComparisonRequest request;
  request.scenarios = {1, 2};
  request.points = {0};
  request.groups = {0};
  request.window = {0, results.shape().times.size()};
  return request;
}

std::vector<RankedScenario> ranked(const RunSource& results, double most) {
  return rank_panel(results, request_of(results), {{0, false}}, {{1, most}});
}

std::string text_of(const RunSource& results, double most) {
  return ranking_text(results, request_of(results), {{0, false}}, {{1, most}}, ranked(results, most),
                      TextForm::terminal);
}

}  // namespace

TEST_CASE("a rank by a difference without an interval is marked") {
  const MemoryResults results = policies();
  const auto ranking = ranked(results, 1e6);
  REQUIRE(results.shape().scenarios[ranking[0].scenario] == "strong");
  CHECK(ranking[0].has_interval(0));
  CHECK_FALSE(ranking[1].has_interval(0));
  const std::string text = text_of(results, 1e6);
  CHECK(text.find("#2?") != std::string::npos);
  CHECK(text.find("#1?") == std::string::npos);
  CHECK(text.find("# with ?: the difference has no interval") != std::string::npos);
  CHECK(text.find("within?") == std::string::npos);
}

TEST_CASE("a limit that the interval includes is kept or broken by the mean, and not for certain") {
  const MemoryResults results = policies();
  struct {
    double most;
    bool within, certain;
    const char* mark;
  } const cases[] = {{5e5, false, true, "  over"},
                     {6.5e5, false, false, "  over?"},
                     {6.51e5, true, false, "  within?"},
                     {8e5, true, true, ""}};
  for (const auto& each : cases) {
    const auto ranking = ranked(results, each.most);
    const auto& strong = ranking[0].scenario == 2 ? ranking[0] : ranking[1];
    CHECK(strong.within == each.within);
    CHECK(strong.within_is_certain == each.certain);
    CHECK(strong.limits[0].kept == each.within);
    CHECK(strong.limits[0].certain == each.certain);
    const std::string text = text_of(results, each.most);
    CHECK(text.find(each.mark) != std::string::npos);
    CHECK((text.find("within?, over?, out?: not certain") == std::string::npos) == each.certain);
    CHECK((text.find("out? ") == std::string::npos) == (each.within || each.certain));
  }
}

TEST_CASE("standard deviations from a middle have no zero to take a share of; a gap has") {
  const MemoryResults results = policies();
  ComparisonRequest request = request_of(results);
  request.columns = {2, 3};
  request.scenarios = {2};
  const auto rows = compare_panel(results, request);
  CHECK(rows[0].result.half_width);
  CHECK_FALSE(rows[0].result.relative);
  CHECK_FALSE(rows[0].result.relative_half_width);
  CHECK_FALSE(rows[0].result.replicates_needed);
  CHECK(rows[1].result.relative);
  CHECK(rows[1].result.relative_half_width);
}
