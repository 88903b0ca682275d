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

TEST_CASE("replicates that allow no interval tell nothing apart") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const NoInterval reason : {NoInterval::all_equal, NoInterval::few_events, NoInterval::one_holds})
    CHECK(verdict_on({-2.0, none, reason}, 1.0) == Verdict::not_told_apart);
  CHECK(verdict_on({-2.0, none, NoInterval::one_pair}, 1.0) == Verdict::less);
}

TEST_CASE("a quantile lies between the values beside it, and what does not exist is left out") {
  CHECK(quantile({3, 1, 2}, 0.5) == 2);
  CHECK(quantile({1, 2, 3, 4}, 0.5) == 2.5);
  CHECK(quantile({1, std::nan(""), 3}, 1) == 3);
  CHECK(std::isnan(quantile({}, 0.5)));
}

TEST_CASE("a weighted quantile goes by weights, and is the plain one where all are the same") {
  const std::vector<double> values{4, 1, 3, 2, 7}, same(5, 0.2);
  for (const double share : {0.0, 0.05, 0.3, 0.5, 0.77, 0.95, 1.0})
    CHECK(weighted_quantile(values, same, share) == Approx(quantile(values, share)));
  // 1, 2 and 4 with weights 1, 3 and 1: neighbours lie 2 apart, so the middle is at the second, a quarter halfway to it
  CHECK(weighted_quantile({1, 4, 2}, {1, 1, 3}, 0.5) == Approx(2));
  CHECK(weighted_quantile({1, 4, 2}, {1, 1, 3}, 0.25) == Approx(1.5));
  CHECK(weighted_quantile({1, 4, 2}, {1, 1, 3}, 0.75) == Approx(3));
  // Nearly all of the weight on one value: all but the ends is near it
  CHECK(weighted_quantile({1, 2, 3}, {1e-9, 1, 1e-9}, 0.5) == Approx(2));
  CHECK(weighted_quantile({5, std::nan(""), 6}, {1, 100, 1}, 1) == 6);
  // Of equal values, the order does not matter
  CHECK(weighted_quantile({-1, 0, 0, 0}, {0.1, 0.7, 0.1, 0.1}, 0.05) == Approx(-0.7));
  CHECK(weighted_quantile({0, 0, -1, 0}, {0.1, 0.1, 0.1, 0.7}, 0.05) == Approx(-0.7));
}

TEST_CASE("weights stand for as many worlds as equal weights would have to be") {
  CHECK(effective_number({0.25, 0.25, 0.25, 0.25}) == Approx(4));
  CHECK(effective_number({3, 3}) == Approx(2));
  CHECK(effective_number({1, 0, 0}) == Approx(1));
  CHECK(effective_number({2, 1, 1}) == Approx(16.0 / 6));
  CHECK(effective_number({}) == 0);
}
