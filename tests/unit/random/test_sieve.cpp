// Sieves: the bounds are bounds everywhere, and the places kept are those whose bound allows the event.

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <vector>

#include "sim/core/elementary.hpp"
#include "sim/core/sieve.hpp"
#include "sim/random/streams.hpp"

using namespace streetlight;

TEST_CASE("exp_bound lies above exp_of, and never far above") {
  for (float x = -87.0f; x <= 88.0f; x = std::nextafter(x + 1e-5f * std::abs(x) + 1e-6f, 100.0f)) {
    const float bound = exp_bound(x), exact = exp_of(x);
    if (!(bound >= exact * 1.0002f && bound <= exact * 1.07f)) FAIL(x << ": " << bound << " for " << exact);
  }
  CHECK(exp_bound(-1e30f) >= 0.0f);
  CHECK(exp_bound(1e30f) >= exp_of(88.0f));
}

TEST_CASE("probabilities with a bounded rate stay below the bound") {
  for (float x = -20.0f; x < 5.0f; x += 0.0007f) {
    const float rate = exp_of(x);
    if (!(probability_of_any(rate) < exp_bound(x))) FAIL(x);
  }
}

TEST_CASE("bounds of the probability of any event lie on either side of it, close where they matter") {
  for (float x = 0.0f; x < 200.0f; x = std::nextafter(x * 1.0003f + 1e-9f, 1000.0f)) {
    const float p = probability_of_any(x), low = any_at_least(x), high = any_at_most(x);
    if (!(low <= p && p <= high)) FAIL(x << ": " << low << " <= " << p << " <= " << high);
    if (x < 0.9f && !(high - low < 0.05f * p + 1e-9f)) FAIL(x << ": " << high << " - " << low);
  }
  CHECK(any_at_least(exp_bound(1e30f)) < 0.0f);  // says nothing, rather than something wrong
  CHECK(any_at_most(exp_bound(1e30f)) > 1.0f);
}

TEST_CASE("uniform_bound lies at or below the uniform, and close") {
  const Streams streams(5, 0);
  for (std::uint32_t e = 0; e < 100000; ++e)
    for (const std::uint32_t word : streams.words({.entity = e})) {
      const float bound = uniform_bound(word), u = uniform_float(word);
      if (!(bound <= u && bound > u - 0x1p-23f)) FAIL(word);
    }
  for (const std::uint32_t word : {0U, 1U, 255U, 256U, ~0U}) CHECK(uniform_bound(word) <= uniform_float(word));
}

TEST_CASE("below the lowest word, every uniform is below the probability") {
  for (float p = 0.0f; p <= 1.0f; p += 0.000977f) {
    const std::uint32_t lowest = lowest_word(p);
    if (lowest > 0) CHECK(uniform_float(lowest - 1) < p);
    CHECK(static_cast<double>(p) - uniform_double(lowest) < 2e-7);
  }
}

TEST_CASE("keep_below keeps the places where low is below high, in order, whatever the length") {
  const Streams streams(6, 0);
  for (std::size_t size : {0, 1, 7, 8, 9, 63, 2048}) {
    std::vector<float> low(size), high(size);
    std::vector<std::uint16_t> expected, places(size + 8);
    for (std::size_t i = 0; i < size; ++i) {
      const RandomWords words = streams.words({.entity = static_cast<std::uint32_t>(i)});
      low[i] = uniform_float(words[0]);
      high[i] = i % 5 == 0 ? low[i] : uniform_float(words[1]);  // equal is not below
      if (low[i] < high[i]) expected.push_back(static_cast<std::uint16_t>(i));
    }
    places.resize(keep_below(low.data(), high.data(), size, places.data()));
    CHECK(places == expected);
  }
}

TEST_CASE("keep_marked keeps the marked places, in order, whatever the length") {
  const Streams streams(7, 0);
  for (std::size_t size : {0, 1, 15, 16, 17, 40, 2048})
    for (const std::uint32_t share : {0U, 1U << 24U, 1U << 31U, ~0U}) {
      std::vector<std::uint16_t> marks(size), expected, places(size + 8);
      for (std::size_t i = 0; i < size; ++i) {
        const RandomWords words = streams.words({.entity = static_cast<std::uint32_t>(i)});
        if (words[0] <= share) marks[i] = static_cast<std::uint16_t>(1U << words[1] % 16);  // any bit is a mark
        if (marks[i] != 0) expected.push_back(static_cast<std::uint16_t>(i));
      }
      places.resize(keep_marked(marks.data(), size, places.data()));
      CHECK(places == expected);
    }
}
