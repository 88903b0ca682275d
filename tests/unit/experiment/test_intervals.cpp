// Months gathered into intervals: sums, means, ratios of what was gathered.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/experiment_runs.hpp"

using namespace streetlight;
using namespace streetlight::toy;

namespace {

struct Panel {
  PanelShape shape;
  RunResult run;
  double operator()(std::size_t time, std::size_t group, const std::string& column) const {
    return value_at(shape, run, time, 0, group, column);
  }
};

Panel panel(Interval interval, Month months) {
  Experiment experiment = small_experiment();
  experiment.run.months = months;
  experiment.output.interval = interval;
  experiment.groups = {{.name = "even", .conditions = {}}};
  return {panel_shape(experiment), run_all(experiment).begin()->second};
}

}  // namespace

TEST_CASE("flows are summed, stocks averaged, ratios taken of the gathered counts") {
  const Panel monthly = panel(Interval::month, 14);
  REQUIRE(monthly.shape.times.size() == 14);
  for (const Interval interval : {Interval::quarter, Interval::year}) {
    const auto length = static_cast<std::size_t>(interval);
    const Panel gathered = panel(interval, 14);
    REQUIRE(gathered.shape.times.size() == (14 + length - 1) / length);
    REQUIRE(gathered.run.values.size() == gathered.shape.cells() * gathered.shape.columns.size());
    for (std::size_t t = 0; t < gathered.shape.times.size(); ++t)
      for (std::size_t g = 0; g < 2; ++g) {
        const std::size_t first = t * length, last = std::min<std::size_t>(14, first + length);
        CHECK(gathered.shape.times[t] == static_cast<std::int64_t>(first));
        const auto sum = [&](const char* column) {
          double total = 0;
          for (std::size_t month = first; month < last; ++month) total += monthly(month, g, column);
          return total;
        };
        const auto months = static_cast<double>(last - first);  // the last interval is shorter
        CHECK(gathered(t, g, "moved_up") == sum("moved_up"));
        CHECK(gathered(t, g, "position") == sum("position") / months);
        CHECK(gathered(t, g, "walkers") == (g == 0 ? 5000 : 2500));
        CHECK(gathered(t, g, "share_ahead") == gathered(t, g, "ahead") / gathered(t, g, "walkers"));
        CHECK(gathered(t, g, "up_rate") == gathered(t, g, "moved_up") / gathered(t, g, "walkers"));
        CHECK(gathered(t, g, "relative_ahead") == gathered(t, g, "share_ahead") / gathered(t, 0, "share_ahead"));
      }
    CHECK(gathered(0, 0, "relative_ahead") == 1);
  }
}

TEST_CASE("fewer months than the interval make one short interval") {
  const Panel short_panel = panel(Interval::year, 5);
  CHECK(short_panel.shape.times == std::vector<std::int64_t>{0});
  CHECK(short_panel(0, 0, "month_seen") == 2);  // mean of 0 .. 4
}
