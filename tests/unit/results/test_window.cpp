// Gathering intervals into a window.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/results/window.hpp"

using namespace streetlight;

TEST_CASE("A flow is summed and a stock averaged over the window") {
  const std::vector<double> values{3, 5, 10}, whole{1, 1, 1};
  CHECK(gather(ColumnKind::flow, values, whole) == 18);
  CHECK(gather(ColumnKind::stock, values, whole) == 6);
  CHECK_THROWS_AS(gather(ColumnKind::ratio, values, whole), BrokenPromise);
}

TEST_CASE("A last interval that the run cut short counts by its length") {
  // Two quarters and a month: seven months, of which the last has 17.
  const std::vector<double> values{3, 5, 17}, parts{1, 1, 1.0 / 3};
  CHECK(gather(ColumnKind::flow, values, parts) == 25);
  CHECK(gather(ColumnKind::stock, values, parts) == Approx((3 * 3 + 3 * 5 + 17) / 7.0));
}

TEST_CASE("What is missing in the window is missing from the result") {
  const std::vector<double> whole{1, 1, 1};
  CHECK(std::isnan(gather(ColumnKind::flow, std::vector<double>{1, std::nan(""), 2}, whole)));
  CHECK(std::isnan(gather(ColumnKind::stock, {}, {})));
}

TEST_CASE("A ratio over a window is that of the totals, not the mean of the ratios") {
  // 1 of 2, then 90 of 100: together 91 of 102, while the mean of the ratios is 0.7.
  const std::vector<double> whole{1, 1};
  const double hits = gather(ColumnKind::flow, std::vector<double>{1, 90}, whole);
  const double flags = gather(ColumnKind::flow, std::vector<double>{2, 100}, whole);
  CHECK(gather_ratio(hits, flags) == Approx(91.0 / 102.0));
  CHECK(std::isnan(gather_ratio(0, 0)));
}
