// Targets on results whose numbers are known: which windows can be measured, and what has no value.
#include "sim/results/targets.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/core/check.hpp"
#include "tests/support/small_results.hpp"

using namespace streetlight;

namespace {

const std::vector<Column> counts{{.name = "events", .unit = "events", .meaning = ""},
                                 {.name = "people", .unit = "people", .meaning = "", .kind = ColumnKind::stock}};

/// In each month one event for every 100 people.
Target yearly(double first, double end) {
  Target target;
  target.name = "events a year";
  target.range = {11.9, 12.1};
  target.scenario = "alone";
  target.window = {first, end};
  target.measure = Measure::yearly;
  target.numerator = {"events"};
  target.denominator = "people";
  target.scale = 100;
  return target;
}

MemoryResults quarters() {
  PanelShape shape = small_shape(8, 3, counts);
  shape.replicates = 2;
  return small_results(
      shape, [](const RunKey&, std::size_t, std::size_t, std::size_t column) { return column == 0 ? 30.0 : 1000.0; });
}

}  // namespace

TEST_CASE("a yearly rate is that of the window's own months") {
  const MemoryResults results = quarters();
  for (const auto& [first, end] : {std::pair{0.0, 12.0}, {3.0, 12.0}, {0.0, 24.0}, {21.0, 24.0}}) {
    const Target target = yearly(first, end);
    CHECK(faults_of(target, results.shape()).empty());
    const Measured measured = measure(target, results);
    CHECK(measured.value == Approx(12));
    CHECK(measured.reached);
  }
}

TEST_CASE("a window that cuts an interval in two is refused, not divided by years that it does not hold") {
  const MemoryResults results = quarters();
  for (const auto& [first, end, cut] : {std::tuple{0.0, 13.0, "13 cuts an interval in two"},
                                        {1.0, 12.0, "1 cuts an interval in two"},
                                        {0.0, 10.0, "10 cuts an interval in two"},
                                        {0.0, 12.5, "must be two whole numbers"},
                                        {0.0, 25.0, "ends after the run"}}) {
    const auto faults = faults_of(yearly(first, end), results.shape());
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].key == "window");
    CHECK(faults[0].message.find(cut) != std::string::npos);
    CHECK_THROWS_AS(measure(yearly(first, end), results), InvalidInput);
  }
  CHECK(faults_of(yearly(0, 10), results.shape())[0].message ==
        "window [0, 10]: 10 cuts an interval in two. The file has one value for 9:12: choose one of its ends.");
}

TEST_CASE("a gradient over a group without an event has no value, and reaches nothing") {
  PanelShape shape = small_shape(4, 3, counts);
  shape.groups = {"all", "low", "middle", "high"};
  shape.replicates = 2;
  for (const double least : {10.0, 0.0}) {
    const MemoryResults results = small_results(shape, [=](const RunKey&, std::size_t, std::size_t g, std::size_t c) {
      const double events[] = {70, least, 20, 40};
      return c == 0 ? events[g] : 1000;
    });
    Target target = yearly(0, 12);
    target.measure = Measure::gradient;
    target.groups = {"low", "middle", "high"};
    target.scale = 1;
    for (const std::vector<double>& range : {std::vector{0.0, 1e300}, std::vector{0.0, 0.0}}) {
      target.range = range;
      const Measured measured = measure(target, results);
      if (least > 0)
        CHECK(measured.value == Approx(2));
      else
        CHECK(std::isnan(measured.value));
      CHECK(measured.reached == (least > 0 && range[1] > 0));
      CHECK((least > 0 || std::isnan(measured.standard_error)));
    }
    // The other way round it would be infinite
    target.groups = {"high", "middle", "low"};
    CHECK(std::isfinite(measure(target, results).value) == (least > 0));
    CHECK_FALSE(std::isinf(measure(target, results).value));
  }
}
