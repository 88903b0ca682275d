// Elementary functions against the C library in a wider type. Each function is tried at every exponent with random and
// special mantissas; the error is counted in units in the last place (ulp) of the result's type.

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "sim/core/elementary.hpp"
#include "sim/core/normals.hpp"
#include "sim/random/streams.hpp"

using namespace streetlight;

namespace {

/// |got - exact| in ulps of `Real` at `exact`.
template <class Real>
double ulps(Real got, long double exact) {
  int exponent = 0;
  std::frexp(exact, &exponent);
  const long double unit = std::ldexp(1.0L, exponent - std::numeric_limits<Real>::digits);
  return static_cast<double>(std::fabs(static_cast<long double>(got) - exact) / unit);
}

struct Worst {
  double ulps = 0, at = 0;
  void take(double error, double x) {
    if (!(error <= ulps)) ulps = error, at = x;
  }
};

/// Calls `visit` with `n` points between `low` and `high`, evenly spaced with a random offset each.
template <class Visit>
void sweep(double low, double high, std::size_t n, Visit visit) {
  const Streams streams(1, 0);
  for (std::size_t i = 0; i < n; ++i)
    visit(low + (high - low) * (static_cast<double>(i) + streams.uniform({.entity = static_cast<std::uint32_t>(i)})) /
                    static_cast<double>(n));
}

double normal_upper_tail(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }

/// The standard normal quantile of p <= 1/2, by bisection on erfc: an independent way to it.
double quantile_below(double p) {
  double low = 0, high = 8;  // of -z
  for (int step = 0; step < 80; ++step) {
    const double middle = 0.5 * (low + high);
    (normal_upper_tail(middle) > p ? low : high) = middle;
  }
  return -0.5 * (low + high);
}

double exact_normal(std::uint32_t word) {
  return word < 0x80000000U ? quantile_below(uniform_double(word)) : -quantile_below(uniform_double(~word));
}

}  // namespace

TEST_CASE("exp_of keeps its error bound over its whole range and is clamped outside") {
  Worst single, wide;
  sweep(-87, 88, 2'000'000, [&](double x) {
    const auto f = static_cast<float>(x);
    single.take(ulps(exp_of(f), std::exp(static_cast<long double>(f))), x);
  });
  sweep(-708, 709, 1'000'000, [&](double x) { wide.take(ulps(exp_of(x), std::exp(static_cast<long double>(x))), x); });
  sweep(-1e-3, 1e-3, 100'000, [&](double x) { wide.take(ulps(exp_of(x), std::exp(static_cast<long double>(x))), x); });
  INFO("float " << single.ulps << " ulp at " << single.at << ", double " << wide.ulps << " ulp at " << wide.at);
  CHECK(single.ulps <= 2);
  CHECK(wide.ulps <= 2);
  CHECK(exp_of(0.0f) == 1.0f);
  CHECK(exp_of(0.0) == 1.0);
  CHECK(exp_of(-1e30f) == exp_of(-87.0f));
  CHECK(exp_of(-1e30f) > 0.0f);
  CHECK(exp_of(1e30f) == exp_of(88.0f));
  CHECK(std::isfinite(exp_of(1e30f)));
  CHECK(exp_of(-1e300) == exp_of(-708.0));
  CHECK(std::isfinite(exp_of(1e300)));
}

TEST_CASE("log_of keeps its error bound for every exponent") {
  const Streams streams(2, 0);
  Worst single, wide;
  for (int exponent = 1; exponent < 255; ++exponent)
    for (std::uint32_t k = 0; k < 4000; ++k) {
      const std::uint32_t mantissa =
          streams.words({.entity = k, .purpose = static_cast<Purpose>(exponent)})[0] & 0x7fffffU;
      const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(exponent) << 23 | mantissa);
      single.take(ulps(log_of(x), std::log(static_cast<long double>(x))), static_cast<double>(x));
    }
  for (int exponent = 1; exponent < 2047; ++exponent)
    for (std::uint32_t k = 0; k < 400; ++k) {
      const auto words = streams.words({.entity = k, .purpose = static_cast<Purpose>(exponent), .quad = 1});
      const std::uint64_t mantissa = (static_cast<std::uint64_t>(words[0]) << 32 | words[1]) & 0xfffffffffffffU;
      const auto x = std::bit_cast<double>(static_cast<std::uint64_t>(exponent) << 52 | mantissa);
      wide.take(ulps(log_of(x), std::log(static_cast<long double>(x))), x);
    }
  // Near 1 the result is small and cancellation would show.
  sweep(0.5, 2.0, 1'000'000, [&](double x) {
    const auto f = static_cast<float>(x);
    if (f != 1.0f) single.take(ulps(log_of(f), std::log(static_cast<long double>(f))), x);
    wide.take(ulps(log_of(x), std::log(static_cast<long double>(x))), x);
  });
  INFO("float " << single.ulps << " ulp at " << single.at << ", double " << wide.ulps << " ulp at " << wide.at);
  CHECK(single.ulps <= 2);
  CHECK(wide.ulps <= 2);
  CHECK(log_of(1.0f) == 0.0f);
  CHECK(log_of(1.0) == 0.0);
}

TEST_CASE("logistic_of is the inverse of log_odds_of, symmetric and within (0, 1]") {
  Worst single, wide;
  sweep(-80, 80, 500'000, [&](double x) {
    const auto f = static_cast<float>(x);
    single.take(ulps(logistic_of(f), 1.0L / (1.0L + std::exp(-static_cast<long double>(f)))), x);
    wide.take(ulps(logistic_of(x), 1.0L / (1.0L + std::exp(-static_cast<long double>(x)))), x);
  });
  INFO("float " << single.ulps << " ulp at " << single.at << ", double " << wide.ulps << " ulp at " << wide.at);
  CHECK(single.ulps <= 3);
  CHECK(wide.ulps <= 3);
  sweep(-20, 20, 10'000, [&](double x) { CHECK(log_odds_of(logistic_of(x)) == Approx(x).margin(1e-6)); });
  CHECK(logistic_of(0.0f) == 0.5f);
  CHECK(logistic_of(-1e30f) > 0.0f);
  CHECK(logistic_of(1e30f) == 1.0f);
}

TEST_CASE("probability_of_any keeps its relative precision from 1e-30 to certainty") {
  Worst worst;
  for (int exponent = -100; exponent <= 6; ++exponent)
    sweep(std::ldexp(1.0, exponent), std::ldexp(1.0, exponent + 1), 20'000, [&](double x) {
      const auto f = static_cast<float>(x);
      worst.take(ulps(probability_of_any(f), -std::expm1(-static_cast<long double>(f))), x);
    });
  INFO(worst.ulps << " ulp at " << worst.at);
  CHECK(worst.ulps <= 12);
  CHECK(probability_of_any(0.0f) == 0.0f);
  CHECK(probability_of_any(100.0f) == 1.0f);
  // The plain difference alone would lose everything here: the test can tell.
  CHECK(ulps(1.0f - exp_of(-1e-6f), -std::expm1(-1e-6L)) > 1000);
}

TEST_CASE("normal_of is the normal quantile of its word's uniform, within the stated error") {
  double worst_within = 0, worst_beyond = 0;
  const auto take = [&](std::uint32_t word) {
    const double exact = exact_normal(word), error = std::abs(static_cast<double>(normal_of(word)) - exact);
    double& worst = std::abs(exact) <= 5 ? worst_within : worst_beyond;
    worst = std::max(worst, error);
  };
  for (std::uint64_t word = 0; word <= 0xffffffffU; word += 40'009) take(static_cast<std::uint32_t>(word));
  for (std::uint32_t k = 0; k < 3000; ++k) take(k), take(~k);
  for (int bit = 2; bit < 31; ++bit)  // the tails, at every scale
    for (std::uint32_t k = 0; k < 200; ++k) take((1U << bit) + k * ((1U << bit) / 256 + 1)), take(~((1U << bit) + k));
  INFO("within 5 sd " << worst_within << ", beyond " << worst_beyond);
  CHECK(worst_within < 1e-5);
  CHECK(worst_beyond < 3e-3);
  CHECK(normal_of(0x80000000U) == -normal_of(0x7fffffffU));
  CHECK(normal_of(~0U) == -normal_of(0));
  CHECK(normal_of(0) < -6.2f);
}

TEST_CASE("normal_of rises with its word, but for falls by one rounding step") {
  // All 2^32 words are too many: 100 stretches of 2^15, the joins of its branches and both ends among them. Of all
  // words, 4,396 are below the one before them, each by 2^-22 (one ulp between 2 and 4) or less.
  std::size_t steps = 0, falls = 0;
  double worst = 0;
  float before = 0;
  const auto take = [&](std::uint32_t word, bool first) {
    const float now = normal_of(word);
    if (!first) ++steps, falls += now < before, worst = std::max(worst, static_cast<double>(before - now));
    before = now;
  };
  const auto check_stretch = [&](std::uint32_t first) {
    for (std::uint32_t k = 0; k < 32768; ++k) take(first + k, k == 0);
  };
  for (std::uint64_t k = 0; k < 100; ++k) check_stretch(static_cast<std::uint32_t>(k * (0xffffffffU - 32768) / 99));
  // The branches join at w = 5, where t (1 - t) = e^-5 / 4.
  const double join = 0.5 * (1 - std::sqrt(1 - std::exp(-5.0)));
  check_stretch(static_cast<std::uint32_t>(join * 0x1p32) - 16384);
  check_stretch(static_cast<std::uint32_t>((1 - join) * 0x1p32) - 16384);
  check_stretch(0x80000000U - 16384);
  CHECK(worst <= 0x1p-22);
  CHECK(static_cast<double>(falls) <= 1e-4 * static_cast<double>(steps));
  // And over all words in steps.
  worst = 0;
  for (std::uint64_t word = 0; word <= 0xffffffffU; word += 4099) take(static_cast<std::uint32_t>(word), word == 0);
  CHECK(worst <= 0x1p-22);
}

TEST_CASE("Normals have mean 0, variance 1 and the normal's fourth moment") {
  // N = 2^20: standard errors 0.00098 (mean), 0.0014 (variance), 0.0096 (fourth moment); 4 of them allowed, alpha =
  // 6e-5 each.
  constexpr std::size_t n = std::size_t{1} << 20;
  const Streams streams(4, 0);
  double first = 0, second = 0, fourth = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double z = static_cast<double>(normal_of(streams.words({.entity = static_cast<std::uint32_t>(i)})[0]));
    first += z;
    second += z * z;
    fourth += z * z * z * z;
  }
  CHECK(first / n == Approx(0).margin(4 * 0.00098));
  CHECK(second / n == Approx(1).margin(4 * 0.0014));
  CHECK(fourth / n == Approx(3).margin(4 * 0.0096));
}

TEST_CASE("normals of a block are the normals of its words, tails and all") {
  const Streams streams(11, 0);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{13}, block_size})
    for (int round = 0; round < 50; ++round) {
      std::vector<std::uint32_t> words(size);
      for (std::size_t i = 0; i < size; ++i) {
        const RandomWords four = streams.words({.entity = static_cast<std::uint32_t>(i), .month = round});
        const int shrink = static_cast<int>(four[1] % 24);  // many in the tails, and near their borders
        words[i] = four[2] % 2 ? four[0] >> shrink : ~(four[0] >> shrink);
        if (four[3] % 7 == 0) words[i] = 7'400'000U - 50U + four[1] % 100;
        if (four[3] % 7 == 1) words[i] = ~(7'400'000U - 50U + four[1] % 100);
      }
      std::vector<float> out(size);
      normals_of(words.data(), size, out.data());
      for (std::size_t i = 0; i < size; ++i)
        if (out[i] != normal_of(words[i])) FAIL(words[i] << ": " << out[i] << " for " << normal_of(words[i]));
    }
}
