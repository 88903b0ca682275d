// Paired comparisons against numbers worked out by hand, and the coverage of their intervals.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "sim/core/check.hpp"
#include "sim/results/paired.hpp"

using namespace streetlight;
using Values = std::vector<double>;

TEST_CASE("Student's quantiles are those of the printed tables") {
  CHECK(student_quantile(1, 0.95) == Approx(12.7062).epsilon(1e-5));
  CHECK(student_quantile(4, 0.95) == Approx(2.77645).epsilon(1e-5));
  CHECK(student_quantile(9, 0.95) == Approx(2.26216).epsilon(1e-5));
  CHECK(student_quantile(9, 0.99) == Approx(3.24984).epsilon(1e-5));
}

TEST_CASE("A comparison of five pairs, worked out by hand") {
  // d = 2 1 4 3 0: mean 2, variance 2.5. b has mean 12, variance 2.5; s = 12 12 16 16 14 has mean 14, variance 4.
  const auto result = compare_paired(Values{10, 11, 12, 13, 14}, Values{12, 12, 16, 16, 14});
  CHECK(result.pairs == 5);
  CHECK(result.dropped == 0);
  CHECK(result.baseline == Approx(12));
  CHECK(result.scenario == Approx(14));
  CHECK(result.difference == Approx(2));
  CHECK(*result.half_width == Approx(2.776445 * std::sqrt(2.5 / 5)).epsilon(1e-6));
  CHECK(*result.relative == Approx(1.0 / 6));
  // e = d - b/6 = 1/3, -5/6, 2, 5/6, -7/3: mean 0, sum of squares 1/9 + 25/36 + 4 + 25/36 + 49/9 = 394/36.
  CHECK(*result.relative_half_width == Approx(2.776445 * std::sqrt(394.0 / 36 / 4 / 5) / 12).epsilon(1e-6));
  CHECK(result.pairing_gain->value == Approx((2.5 + 4) / 2.5));
  // F(4, 4) has its 97.5 % point at 9.6045: 2 * 2.6 - 1 = 4.2 lies between 4.2/9.6045 and 4.2 * 9.6045.
  CHECK(result.pairing_gain->low == Approx((1 + 4.2 / 9.6045) / 2).epsilon(1e-4));
  CHECK(result.pairing_gain->high == Approx((1 + 4.2 * 9.6045) / 2).epsilon(1e-4));
  CHECK(result.interval == IntervalKind::student);
  // 5 % of 12 is 0.6. n = 29: t = 2.048407, half width 2.048407*1.581139/5.385165 = 0.60143; n = 30: 0.59041.
  CHECK(result.replicates_needed->value == 30);
  CHECK(result.replicates_needed->low < 30);
  CHECK(*result.replicates_needed->high > 30);
}

TEST_CASE("Pairing that makes things worse is reported as it is") {
  // s runs against b: the difference varies more than independent runs would. var(b) = var(s) = 1, var(d) = 4.
  const auto result = compare_paired(Values{1, 2, 3}, Values{3, 2, 1});
  CHECK(result.pairing_gain->value == Approx(0.5));
}

TEST_CASE("Differences that are all equal give no interval, and nothing that rests on one") {
  for (const auto& scenario : {Values{0.1, 0.7, 0.3}, Values{7.1, 7.7, 7.3}}) {
    const auto result = compare_paired(Values{0.1, 0.7, 0.3}, scenario);
    CHECK(result.reason == NoInterval::all_equal);
    CHECK_FALSE(result.half_width.has_value());
    CHECK_FALSE(result.relative_half_width.has_value());
    CHECK_FALSE(result.pairing_gain.has_value());
    CHECK_FALSE(result.replicates_needed.has_value());
    CHECK_FALSE(result.exact());
    CHECK_FALSE(result.excludes_zero());
  }
  // 0.1 + 0.7 and the like differ in their last bits
  CHECK(compare_paired(Values{0.1, 0.2, 0.3, 0.7}, Values{0.1 + 0.7, 0.2 + 0.7, 0.3 + 0.7, 0.7 + 0.7}).reason ==
        NoInterval::all_equal);
  CHECK(compare_paired(Values{1, 2, 3}, Values{1, 2, 3 + 1e-9}).reason == NoInterval::given);
}

TEST_CASE("Equal means are exact only where somebody looked at the bits") {
  auto result = compare_paired(Values{1, 2, 3}, Values{1, 2, 3});
  CHECK(result.all_zero);
  set_exact(result);
  CHECK(result.exact());
  CHECK(*result.half_width == 0);
  CHECK(*result.relative_half_width == 0);
  CHECK_FALSE(result.excludes_zero());
}

TEST_CASE("Fewer than twenty events give no interval") {
  const PairedOptions counts{.one_event = 1};
  CHECK(compare_paired(Values{10, 10, 10}, Values{16, 16, 17}, counts).reason == NoInterval::few_events);  // 19
  CHECK(compare_paired(Values{10, 10, 10}, Values{16, 17, 17}, counts).reason == NoInterval::given);       // 20
  CHECK(compare_paired(Values{20, 10, 10}, Values{14, 17, 17}, counts).reason == NoInterval::given);  // of any sign
}

TEST_CASE("A baseline below zero has no relative change") {
  CHECK_FALSE(compare_paired(Values{-2, -3, -4}, Values{-3, -5, -7}).relative.has_value());
  CHECK_FALSE(compare_paired(Values{-1, 3, 4}, Values{1, 5, 7}).relative.has_value());
  // A part of a negative whole is a share of it
  CHECK(*compare_paired(Values{-2, -4}, Values{-1, -2}, {.any_sign = true}).relative == Approx(-0.5));
}

TEST_CASE("A ratio is that of the sums, with the jackknife's interval") {
  // Baseline 1/2, 90/100, 3/8: 94/110. Without each: 93/108, 4/10, 91/102. Scenario 2/2, 80/100, 2/8: 84/110; 82/108,
  // 4/10, 82/102.
  const std::vector<RatioParts> baseline{{1, 2}, {90, 100}, {3, 8}}, scenario{{2, 2}, {80, 100}, {2, 8}};
  const auto result = compare_ratios(baseline, scenario);
  CHECK(result.baseline == Approx(94.0 / 110));
  CHECK(result.scenario == Approx(84.0 / 110));
  CHECK(result.interval == IntervalKind::jackknife);
  const Values without{82.0 / 108 - 93.0 / 108, 0, 82.0 / 102 - 91.0 / 102};
  const double mean = (without[0] + without[1] + without[2]) / 3;
  double squares = 0;
  for (const double value : without) squares += (value - mean) * (value - mean);
  CHECK(*result.half_width == Approx(4.302653 * std::sqrt(squares * 2 / 3)).epsilon(1e-6));
}

TEST_CASE("A replicate without anything to divide by is not a gap in a ratio of sums") {
  const std::vector<RatioParts> baseline{{0, 0}, {3, 10}, {4, 10}}, scenario{{0, 5}, {6, 10}, {0, 10}};
  const auto result = compare_ratios(baseline, scenario);
  CHECK(result.pairs == 3);
  CHECK(result.baseline == Approx(7.0 / 20));
  CHECK(result.scenario == Approx(6.0 / 25));
  const double none = std::nan("");
  CHECK(
      compare_ratios(std::vector<RatioParts>{{none, none}, {3, 10}}, std::vector<RatioParts>{{1, 2}, {6, 10}}).pairs ==
      1);
  CHECK(std::isnan(
      compare_ratios(std::vector<RatioParts>{{0, 0}, {0, 0}}, std::vector<RatioParts>{{1, 2}, {6, 10}}).difference));
}

TEST_CASE("One replicate gives a difference and no interval") {
  const auto result = compare_paired(Values{4}, Values{5});
  CHECK(result.difference == 1);
  CHECK(*result.relative == Approx(0.25));
  CHECK_FALSE(result.half_width.has_value());
  CHECK_FALSE(result.relative_half_width.has_value());
  CHECK_FALSE(result.pairing_gain.has_value());
  CHECK_FALSE(result.replicates_needed.has_value());
  CHECK_FALSE(result.exact());
}

TEST_CASE("Replicates without a value on either side are dropped in pairs and counted") {
  const double none = std::nan("");
  const auto result = compare_paired(Values{1, none, 3, 4, none}, Values{2, 9, none, 6, none});
  CHECK(result.pairs == 2);
  CHECK(result.dropped == 3);
  CHECK(result.baseline == Approx(2.5));
  CHECK(result.difference == Approx(1.5));
  const auto empty = compare_paired(Values{none, none}, Values{1, 2});
  CHECK(empty.pairs == 0);
  CHECK(std::isnan(empty.baseline));
  CHECK(empty.scenario == 1.5);
  CHECK(std::isnan(empty.difference));
  CHECK_FALSE(empty.relative.has_value());
}

TEST_CASE("A baseline of zero has no relative change") {
  const auto result = compare_paired(Values{0, 0, 0}, Values{3, 4, 5});
  CHECK(result.difference == Approx(4));
  CHECK(result.half_width.has_value());
  CHECK_FALSE(result.relative.has_value());
  CHECK_FALSE(result.replicates_needed.has_value());
}

TEST_CASE("The number of replicates needed is the smallest that is enough") {
  for (const double ratio : {0.01, 0.5, 1.0, 3.0, 40.0}) {
    const std::size_t n = *replicates_for(ratio, 1.0, 0.95);
    const auto width = [&](std::size_t m) {
      return student_quantile(m - 1, 0.95) * ratio / std::sqrt(static_cast<double>(m));
    };
    CHECK(width(n) <= 1.0);
    if (n > 2) CHECK(width(n - 1) > 1.0);
  }
  CHECK_FALSE(replicates_for(1e9, 1.0, 0.95).has_value());
}

TEST_CASE("Lists of different lengths are our bug") {
  CHECK_THROWS_AS(compare_paired(Values{1, 2}, Values{1}), BrokenPromise);
}

namespace {

/// How often, of `trials` experiments of `n` pairs, the intervals hold the true difference and the true
/// relative change. b = 10 + common + own noise, s = 12 + common + own noise.
struct Coverage {
  double difference;
  double relative;
};
Coverage coverage(std::size_t trials, std::size_t n, double confidence) {
  std::mt19937_64 random(20240601);
  std::normal_distribution<double> normal;
  std::size_t difference = 0, relative = 0;
  for (std::size_t trial = 0; trial < trials; ++trial) {
    Values b, s;
    for (std::size_t i = 0; i < n; ++i) {
      const double common = normal(random);
      b.push_back(10 + common + 0.3 * normal(random));
      s.push_back(12 + common + 0.3 * normal(random));
    }
    const auto result = compare_paired(b, s, {.confidence = confidence});
    difference += std::abs(result.difference - 2) <= *result.half_width;
    relative += std::abs(*result.relative - 0.2) <= *result.relative_half_width;
  }
  return {static_cast<double>(difference) / static_cast<double>(trials),
          static_cast<double>(relative) / static_cast<double>(trials)};
}

}  // namespace

// N = 20,000 experiments of 8 pairs. The standard error of a coverage of 0.95 is sqrt(0.95*0.05/20000) = 0.00154;
// alpha = 0.001 two-sided puts the bounds 3.29 standard errors away. The seed is fixed, so the verdict is too.
TEST_CASE("Intervals of 95 % cover the truth in 95 % of experiments") {
  const double bound = 3.29 * std::sqrt(0.95 * 0.05 / 20'000);
  const Coverage got = coverage(20'000, 8, 0.95);
  CHECK(std::abs(got.difference - 0.95) < bound);
  // Linearising costs the relative interval a little coverage; noise of 10 % of the mean costs less than 0.5 points.
  CHECK(std::abs(got.relative - 0.95) < bound + 0.005);
  // Planted: intervals of 94 % must fail the test of 95 %.
  CHECK_FALSE(std::abs(coverage(20'000, 8, 0.94).difference - 0.95) < bound);
}
