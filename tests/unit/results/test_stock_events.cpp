// How many events stand behind the difference of a stock, and that a verdict does not depend on how long the window is.
#include "sim/results/stock_events.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "sim/results/comparison.hpp"
#include "sim/results/robustness.hpp"

namespace streetlight {
namespace {

/// Two scenarios of one group; what the second one differs by is a function of replicate and month.
class OneStock final : public RunSource {
 public:
  using Difference = std::function<double(std::uint32_t replicate, std::size_t month)>;

  OneStock(std::size_t replicates, std::size_t months, Difference difference) : difference_(std::move(difference)) {
    shape_.scenarios = {"none", "some"};
    shape_.replicates = replicates;
    for (std::size_t month = 0; month < months; ++month) shape_.times.push_back(static_cast<std::int64_t>(month));
    shape_.end = static_cast<std::int64_t>(months);
    shape_.authorities = shape_.groups = {"all"};
    Column column;
    column.name = "need";
    column.unit = "people";
    column.kind = ColumnKind::stock;
    column.type = ColumnType::count;
    shape_.columns = {column};
  }

  std::string name() const override { return "one stock"; }
  const PanelShape& shape() const override { return shape_; }
  const Provenance& provenance() const override { return provenance_; }
  bool completed(const RunKey&) const override { return true; }
  std::vector<double> read(std::size_t, const PanelSlice& slice) const override {
    std::vector<double> values;
    for (std::size_t month = slice.first_time; month < slice.first_time + slice.times; ++month)
      values.push_back(100 + (slice.run.scenario == 1 ? difference_(slice.run.replicate, month) : 0));
    return values;
  }
  std::vector<double> rows(std::size_t, const RunKey&) const override { return {}; }

 private:
  Difference difference_;
  PanelShape shape_;
  Provenance provenance_;
};

PairedComparison compared(const RunSource& panel, const Window& window) {
  ComparisonRequest request;
  request.scenarios = {1};
  request.points = {0};
  request.columns = {0};
  request.groups = {0};
  request.window = window;
  return compare_panel(panel, request).front().result;
}

TEST_CASE("The events of a stock are those at the moment when most differ") {
  // 6, 0, 0 and -2, -4, 0: means 2 and 2, most 6 and 4
  const OneStock panel(2, 3, [](std::uint32_t replicate, std::size_t month) {
    return std::vector<std::vector<double>>{{6, 0, 0}, {-2, -4, 0}}[replicate][month];
  });
  const ComparedRuns runs{0, 1, 0, 0, {0, 3}};
  CHECK(most_over_mean(panel, runs, 0) == std::vector<double>{10.0 / 4});
  CHECK(event_in(panel, runs, 0, 0) == Approx(0.4));
  CHECK(most_over_mean(panel, {0, 1, 0, 0, {1, 1}}, 0) == std::vector<double>{1.0});
  CHECK(most_over_mean(panel, {0, 0, 0, 0, {0, 3}}, 0) == std::vector<double>{1.0});  // nothing differs
}

TEST_CASE("What can be judged over a year can be judged over ten years that hold it") {
  // 4 to 7 more in need in the first year, nobody more later: 22 at once over four replicates
  const OneStock panel(4, 120, [](std::uint32_t replicate, std::size_t month) { return month < 12 ? 4.0 + replicate : 0; });
  const PairedComparison year = compared(panel, {0, 12}), decade = compared(panel, {0, 120});
  REQUIRE(year.half_width);
  REQUIRE(decade.half_width);
  CHECK(decade.difference == Approx(year.difference / 10));
  CHECK(decade.excludes_zero());

  RobustRequest request;
  request.scenarios = {1};
  request.window = {0, 120};
  request.margin = 0.1;
  CHECK(robustness(panel, request).policies[1].verdicts == std::vector<Verdict>{Verdict::more});
}

TEST_CASE("A stock in which never as many as twenty differ at once gives no interval") {
  const OneStock panel(4, 120, [](std::uint32_t replicate, std::size_t) { return 3.0 + replicate; });  // 18 in all
  CHECK(compared(panel, {0, 120}).reason == NoInterval::few_events);
  CHECK(compared(panel, {0, 1}).reason == NoInterval::few_events);
}

}  // namespace
}  // namespace streetlight
