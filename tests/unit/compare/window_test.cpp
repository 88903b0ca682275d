// Gathering intervals into a window.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/core/window.hpp"

using namespace streetlight;

TEST_CASE("A flow is summed and a stock averaged over the window") {
  const std::vector<double> values{3, 5, 10};
  CHECK(gather(ColumnKind::flow, values) == 18);
  CHECK(gather(ColumnKind::stock, values) == 6);
  CHECK_THROWS_AS(gather(ColumnKind::ratio, values), BrokenPromise);
}

TEST_CASE("What is missing in the window is missing from the result") {
  CHECK(std::isnan(gather(ColumnKind::flow, std::vector<double>{1, std::nan(""), 2})));
  CHECK(std::isnan(gather(ColumnKind::stock, std::vector<double>{})));
}

TEST_CASE("A ratio over a window is that of the totals, not the mean of the ratios") {
  // 1 of 2, then 90 of 100: together 91 of 102, while the mean of the ratios is 0.7.
  const double hits = gather(ColumnKind::flow, std::vector<double>{1, 90});
  const double flags = gather(ColumnKind::flow, std::vector<double>{2, 100});
  CHECK(gather_ratio(hits, flags) == Approx(91.0 / 102.0));
  CHECK(std::isnan(gather_ratio(0, 0)));
}
