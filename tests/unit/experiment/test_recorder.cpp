// The recorder against rows chosen by hand.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/core/check.hpp"
#include "sim/experiment/recorder.hpp"

using namespace streetlight;

namespace {

/// Reports the rows it is given.
struct Scripted final : Simulation {
  std::vector<double> row;
  std::unique_ptr<Simulation> fork() const override { return nullptr; }
  void apply(const AnyParameters&) override {}
  void step(Month) override {}
  void observe(std::span<double> into) const override {
    for (std::size_t i = 0; i < row.size(); ++i) into[i] += row[i];
  }
  void emit(Month month, std::span<std::vector<double>> tables) override { tables[0].push_back(month); }
};

std::vector<Column> columns() {
  return {{.name = "flags", .unit = "", .meaning = ""},
          {.name = "families", .unit = "", .meaning = "", .kind = ColumnKind::stock},
          {.name = "rate",
           .unit = "",
           .meaning = "",
           .kind = ColumnKind::ratio,
           .numerator = "flags",
           .denominator = "families"},
          {.name = "flag_ratio",
           .unit = "",
           .meaning = "",
           .kind = ColumnKind::relative,
           .numerator = "flags",
           .denominator = "families"}};
}

/// One interval of two months for groups "all" and one more.
std::vector<double> two_months(const std::vector<double>& first, const std::vector<double>& second) {
  auto layout = std::make_shared<RecordLayout>(record_layout(columns(), {}));
  layout->groups = layout->rows = 2;
  layout->tables = 1;
  layout->months = 2;
  layout->interval = 3;
  Recorder recorder(layout);
  Scripted simulation;
  simulation.row = first;
  recorder.record(simulation, 0);
  Recorder copy = recorder;  // as a fork would
  simulation.row = second;
  copy.record(simulation, 1);
  const RunResult result = std::move(copy).take();
  CHECK(result.tables == std::vector<std::vector<double>>{{0, 1}});
  return result.values;
}

}  // namespace

TEST_CASE("numerator and denominator are each gathered by their own kind") {
  //                                 flags families  -  -
  const auto values = two_months({10, 100, 0, 0, 4, 20, 0, 0}, {20, 300, 0, 0, 2, 40, 0, 0});
  CHECK(values == std::vector<double>{30, 200, 0.15, 1, 6, 30, 0.2, 0.2 / 0.15});
}

TEST_CASE("a ratio whose denominator is 0 is absent") {
  const auto values = two_months({10, 100, 0, 0, 0, 0, 0, 0}, {0, 100, 0, 0, 0, 0, 0, 0});
  CHECK(values[2] == 0.1);
  CHECK(std::isnan(values[6]));
  CHECK(std::isnan(values[7]));
  const auto nobody_flagged = two_months({0, 100, 0, 0, 0, 50, 0, 0}, {0, 100, 0, 0, 0, 50, 0, 0});
  CHECK(nobody_flagged[6] == 0);
  CHECK(std::isnan(nobody_flagged[7]));  // relative to a rate of 0
}

TEST_CASE("a flow or stock that is not a number fails the run, and the message says where") {
  const double nothing = std::nan(""), infinite = HUGE_VAL;
  for (const double broken : {nothing, infinite, -infinite})
    CHECK_THROWS_WITH(two_months({1, 100, 0, 0, 1, 50, 0, 0}, {1, 100, 0, 0, 1, broken, 0, 0}),
                      Catch::Matchers::Contains("\"families\"") && Catch::Matchers::Contains("group \"1\""));
  auto may_miss = columns();
  may_miss[1].may_miss = true;
  auto layout = std::make_shared<RecordLayout>(record_layout(may_miss, {}));
  layout->tables = 1;
  layout->months = 1;
  Recorder recorder(layout);
  Scripted simulation;
  simulation.row = {1, nothing, 0, 0};
  CHECK_NOTHROW(recorder.record(simulation, 0));
}

TEST_CASE("selected columns keep the model's order, a ratio brings its counts, an unknown one is refused") {
  CHECK(record_layout(columns(), {"families", "flags"}).selected == std::vector<std::size_t>{0, 1});
  CHECK(record_layout(columns(), {"flag_ratio"}).selected == std::vector<std::size_t>{0, 1, 3});
  CHECK_THROWS_AS(record_layout(columns(), {"flag"}), InvalidInput);
  auto broken = columns();
  broken[2].denominator = "flag_ratio";  // a ratio of a ratio is a bug of the model
  CHECK_THROWS_AS(record_layout(broken, {}), BrokenPromise);
}
