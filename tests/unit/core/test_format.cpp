#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>

#include "sim/core/format.hpp"

using streetlight::shortest;

TEST_CASE("a number is written in the shortest way") {
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(-0.0015) == "-0.0015");
  CHECK(shortest(100000) == "100000");
  CHECK(shortest(0.0001) == "0.0001");
  CHECK(shortest(0) == "0");
  CHECK(shortest(-0.0) == "-0");
  CHECK(shortest(0.1 + 0.2) == "0.30000000000000004");
}

TEST_CASE("very large and very small numbers have an exponent") {
  CHECK(shortest(1e14) == "100000000000000");
  CHECK(shortest(1e15) == "1e+15");
  CHECK(shortest(0.00001) == "0.00001");
  CHECK(shortest(1e-9) == "1e-09");
}

TEST_CASE("what is written reads back as the same number") {
  std::mt19937_64 words(20240601);
  std::uniform_real_distribution<double> exponents(-7, 17);
  for (int draw = 0; draw < 20000; ++draw) {
    const std::uint64_t word = words();
    double x;
    static_assert(sizeof x == sizeof word);
    std::memcpy(&x, &word, sizeof x);
    if (!std::isfinite(x)) continue;
    const double everyday = std::pow(10.0, exponents(words));  // the sizes that are written without an exponent
    REQUIRE(std::strtod(shortest(everyday).c_str(), nullptr) == everyday);
    const double back = std::strtod(shortest(x).c_str(), nullptr);
    REQUIRE(back == x);
    REQUIRE(std::signbit(back) == std::signbit(x));
  }
}

TEST_CASE("extremes fit the buffer") {
  using Limits = std::numeric_limits<double>;
  for (const double x : {Limits::max(), Limits::lowest(), Limits::min(), Limits::denorm_min(), -Limits::denorm_min()})
    CHECK(std::strtod(shortest(x).c_str(), nullptr) == x);
  CHECK(shortest(Limits::infinity()) == "inf");
  CHECK(shortest(-Limits::infinity()) == "-inf");
  CHECK(shortest(Limits::quiet_NaN()) == "nan");
  CHECK(shortest(-Limits::quiet_NaN()) == "nan");
}
