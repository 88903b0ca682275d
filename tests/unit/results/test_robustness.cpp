// What is said of a difference in one world, and of many worlds' values.
#include "sim/results/robustness.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace streetlight;

TEST_CASE("a difference is told only beyond the margin and beyond its interval") {
  CHECK(verdict_on({-2.0, 0.5}, 1.0) == Verdict::less);
  CHECK(verdict_on({2.0, 0.5}, 1.0) == Verdict::more);
  CHECK(verdict_on({-1.0, 0.5}, 1.0) == Verdict::not_told_apart);
  CHECK(verdict_on({-2.0, 2.0}, 1.0) == Verdict::not_told_apart);
  CHECK(verdict_on({0.0, 0.0}, 0.0) == Verdict::not_told_apart);
}

TEST_CASE("with one replicate there is no interval, and the margin alone counts") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  CHECK(verdict_on({-2.0, none}, 1.0) == Verdict::less);
  CHECK(verdict_on({0.5, none}, 1.0) == Verdict::not_told_apart);
}

TEST_CASE("a quantile lies between the values beside it, and what does not exist is left out") {
  CHECK(quantile({3, 1, 2}, 0.5) == 2);
  CHECK(quantile({1, 2, 3, 4}, 0.5) == 2.5);
  CHECK(quantile({1, std::nan(""), 3}, 1) == 3);
  CHECK(std::isnan(quantile({}, 0.5)));
}

TEST_CASE("weights stand for as many worlds as equal weights would have to be") {
  CHECK(effective_number({0.25, 0.25, 0.25, 0.25}) == Approx(4));
  CHECK(effective_number({3, 3}) == Approx(2));
  CHECK(effective_number({1, 0, 0}) == Approx(1));
  CHECK(effective_number({2, 1, 1}) == Approx(16.0 / 6));
  CHECK(effective_number({}) == 0);
}
