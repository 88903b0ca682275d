// Streams of random words: the generator is Random123's Philox4x32-10 to the bit, the batch form equals the single one,
// and every part of an address matters.

#include <Random123/philox.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include "sim/random/philox_columns.hpp"
#include "sim/random/streams.hpp"

using namespace streetlight;

namespace {

/// The words at `where`, made with Random123 alone: seed and replicate folded into a key, then one block.
RandomWords by_random123(std::uint64_t seed, std::uint32_t replicate, const Address& where) {
  r123::Philox4x32 philox;
  const auto key = philox({{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32), replicate, 0}},
                          {{0x5eed5eedU, 0x10ca1e5U}});
  const auto block = philox({{where.entity, static_cast<std::uint32_t>(where.generation) << 16 | where.purpose,
                              static_cast<std::uint32_t>(where.month), where.quad}},
                            {{key[0], key[1]}});
  return {block[0], block[1], block[2], block[3]};
}

struct Columns {
  std::array<std::vector<std::uint32_t>, 4> words;
  explicit Columns(std::size_t size) { words.fill(std::vector<std::uint32_t>(size + 1, 0xabadcafeU)); }
  std::array<std::uint32_t*, 4> places() {
    return {words[0].data(), words[1].data(), words[2].data(), words[3].data()};
  }
};

/// 99.99 % quantile of chi-square with `k` degrees of freedom (Wilson and Hilferty 1931): alpha = 1e-4.
double chi_square_limit(double k) {
  const double z = 3.719, part = 2.0 / (9.0 * k);
  return k * std::pow(1.0 - part + z * std::sqrt(part), 3);
}

/// Chi-square of the top `bits` bits of words.
template <class WordAt>
double chi_square(std::size_t n, int bits, WordAt word_at) {
  std::vector<double> cells(std::size_t{1} << bits);
  for (std::size_t i = 0; i < n; ++i) cells[word_at(i) >> (32 - bits)] += 1;
  const double expected = static_cast<double>(n) / static_cast<double>(cells.size());
  double sum = 0;
  for (const double count : cells) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

}  // namespace

TEST_CASE("Philox4x32-10 gives the published answer") {
  // Known answers of Random123's own kat_vectors: counter and key all zero, and the digits of pi.
  r123::Philox4x32 philox;
  const auto zero = philox({{0, 0, 0, 0}}, {{0, 0}});
  CHECK(zero[0] == 0x6627e8d5U);
  CHECK(zero[1] == 0xe169c58dU);
  CHECK(zero[2] == 0xbc57ac4cU);
  CHECK(zero[3] == 0x9b00dbd8U);
  const auto pi = philox({{0x243f6a88U, 0x85a308d3U, 0x13198a2eU, 0x03707344U}}, {{0xa4093822U, 0x299f31d0U}});
  CHECK(pi[0] == 0xd16cfe09U);
  CHECK(pi[1] == 0x94fdccebU);
  CHECK(pi[2] == 0x5001e420U);
  CHECK(pi[3] == 0x24126ea1U);
}

TEST_CASE("words() equals Random123's Philox at any address") {
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{20240331}, ~std::uint64_t{0}})
    for (const std::uint32_t replicate : {0U, 1U, 9U, ~0U}) {
      const Streams streams(seed, replicate);
      for (const Address& where :
           {Address{}, Address{.entity = 12345, .generation = 3, .month = -120, .purpose = 17, .quad = 2},
            Address{.entity = ~0U, .generation = 65535, .month = 143, .purpose = 65535, .quad = ~0U}})
        CHECK(streams.words(where) == by_random123(seed, replicate, where));
    }
}

TEST_CASE("fill() equals words() for every length, month, purpose, quad and generation, and writes no further") {
  const Streams streams(7, 3);
  for (std::size_t size = 0; size <= 70; ++size)
    for (const Month month : {-120, -1, 0, 143}) {
      std::vector<std::uint16_t> generations(size);
      for (std::size_t i = 0; i < size; ++i)
        generations[i] = static_cast<std::uint16_t>(i % 5 == 0 ? 65535 - i : i % 3);
      const std::uint32_t first = size % 2 ? 0xfffffff0U : 1000, quad = static_cast<std::uint32_t>(size % 4) * 17;
      const auto purpose = static_cast<Purpose>(size * 900);
      Columns columns(size);
      streams.fill(first, generations, month, purpose, quad, columns.places());
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < size; ++i) {
        const RandomWords expected =
            streams.words({first + static_cast<std::uint32_t>(i), generations[i], month, purpose, quad});
        for (std::size_t w = 0; w < 4; ++w) wrong += columns.words[w][i] != expected[w];
      }
      for (std::size_t w = 0; w < 4; ++w) wrong += columns.words[w][size] != 0xabadcafeU;
      INFO("length " << size << ", month " << month);
      CHECK(wrong == 0);
    }
}

TEST_CASE("Every part of an address, and seed and replicate, change all four words") {
  const Address base{.entity = 40, .generation = 2, .month = 10, .purpose = 5, .quad = 1};
  std::vector<std::pair<const char*, RandomWords>> made{{"base", Streams(1, 0).words(base)}};
  const auto changed = [&](const char* what, auto change) {
    Address where = base;
    change(where);
    made.emplace_back(what, Streams(1, 0).words(where));
  };
  changed("entity", [](Address& a) { ++a.entity; });
  changed("generation", [](Address& a) { ++a.generation; });
  changed("month", [](Address& a) { ++a.month; });
  changed("negative month", [](Address& a) { a.month = -a.month; });
  changed("purpose", [](Address& a) { ++a.purpose; });
  changed("quad", [](Address& a) { ++a.quad; });
  // A generation and a purpose share a word of the counter: one must not stand in for the other.
  changed("purpose for generation", [](Address& a) { std::swap(a.generation, a.purpose); });
  made.emplace_back("seed", Streams(2, 0).words(base));
  made.emplace_back("upper half of the seed", Streams(1 + (std::uint64_t{1} << 32), 0).words(base));
  made.emplace_back("replicate", Streams(1, 1).words(base));
  made.emplace_back("seed and replicate swapped", Streams(0, 1).words(base));
  for (std::size_t a = 0; a < made.size(); ++a)
    for (std::size_t b = 0; b < a; ++b)
      for (std::size_t w = 0; w < 4; ++w) {
        INFO(made[a].first << " and " << made[b].first);
        CHECK(made[a].second[w] != made[b].second[w]);
      }
}

TEST_CASE("Streams of neighbouring seeds, replicates and addresses are uniform and unrelated") {
  // N = 2^18 words in 256 cells; alpha = 1e-4 for each of the checks below, so one false alarm in about 400 changes of
  // the generator.
  constexpr std::size_t n = std::size_t{1} << 18;
  const double limit = chi_square_limit(255);
  const Streams one(5, 0);
  const auto at = [](std::size_t i) {
    return Address{.entity = static_cast<std::uint32_t>(i), .month = 3, .purpose = 8};
  };
  for (std::size_t w = 0; w < 4; ++w)
    CHECK(chi_square(n, 8, [&](std::size_t i) { return one.words(at(i))[w]; }) < limit);
  CHECK(chi_square(n, 8, [&](std::size_t i) {
          return one.words({.entity = 9, .month = static_cast<Month>(i) - 1000})[0];
        }) < limit);
  CHECK(chi_square(n, 8, [&](std::size_t i) { return Streams(i, 0).words({})[0]; }) < limit);
  CHECK(chi_square(n, 8, [&](std::size_t i) { return Streams(5, static_cast<std::uint32_t>(i)).words({})[0]; }) <
        limit);

  // Pairs: the top four bits of two words that must have nothing to do with each other.
  const auto pairs = [&](auto word_at, auto other_at) {
    return chi_square(n, 8, [&](std::size_t i) { return (word_at(i) & 0xf0000000U) | (other_at(i) >> 28) << 24; });
  };
  const Streams next_seed(6, 0), next_replicate(5, 1);
  const auto base = [&](std::size_t i) { return one.words(at(i))[0]; };
  CHECK(pairs(base, [&](std::size_t i) { return next_seed.words(at(i))[0]; }) < limit);
  CHECK(pairs(base, [&](std::size_t i) { return next_replicate.words(at(i))[0]; }) < limit);
  CHECK(pairs(base, [&](std::size_t i) { return one.words(at(i + 1))[0]; }) < limit);
  CHECK(pairs(base, [&](std::size_t i) { return one.words(at(i))[1]; }) < limit);
  CHECK(pairs(base, [&](std::size_t i) {
          Address where = at(i);
          ++where.month;
          return one.words(where)[0];
        }) < limit);
  // A planted relation is seen: a word against itself in one case of twenty.
  CHECK(pairs(base, [&](std::size_t i) { return i % 20 == 0 ? base(i) : one.words(at(i))[1]; }) > limit);
}

TEST_CASE("Uniforms lie strictly within (0, 1), small ones keep their precision, and equal their definition") {
  CHECK(uniform_double(0) == 0x1p-33);
  CHECK(uniform_double(~0U) == 1.0 - 0x1p-33);
  CHECK(uniform_float(0) == 0x1p-33f);
  for (std::uint32_t back = 0; back < 4096; ++back) {
    REQUIRE(uniform_float(~0U - back) < 1.0f);
    REQUIRE(uniform_double(~0U - back) < 1.0);
  }
  float before = 0.0f;
  for (std::uint64_t word = 0; word <= 0xffffffffU; word += 65537) {
    const auto w = static_cast<std::uint32_t>(word);
    const float u = uniform_float(w);
    REQUIRE(u >= before);
    REQUIRE(static_cast<double>(u) == Approx(uniform_double(w)).epsilon(1.3e-7));
    before = u;
  }
  for (std::uint32_t w = 0; w < 1000; ++w)
    REQUIRE(static_cast<double>(uniform_float(w)) == Approx(uniform_double(w)).epsilon(1.3e-7));
}

TEST_CASE("uniform() is the first word") {
  const Streams streams(3, 2);
  const Address where{.entity = 8, .month = 5, .purpose = 2};
  CHECK(streams.uniform(where) == uniform_double(streams.words(where)[0]));
}

TEST_CASE("every vector width gives the words of Philox one by one") {
  std::vector<std::uint16_t> generations(75);
  std::iota(generations.begin(), generations.end(), std::uint16_t{65500});  // wraps around
  for (const std::size_t count : {std::size_t{1}, std::size_t{8}, std::size_t{31}, std::size_t{64}, std::size_t{75}}) {
    const PhiloxColumns columns{{0xdeadbeefU, 0x12345678U}, ~0U - 9, generations.data(), count, 17, ~119U, 2};
    Columns expected(count);
    detail::philox_levels.back().run(columns, expected.places());
    for (const auto& level : detail::philox_levels) {
      if (!level.available()) continue;
      INFO(level.name << ", " << count << " counters");
      Columns got(count);
      level.run(columns, got.places());
      CHECK(got.words == expected.words);
      // A null column is left out
      Columns second(count);
      auto places = second.places();
      places[0] = places[3] = nullptr;
      level.run(columns, places);
      CHECK(second.words[1] == expected.words[1]);
      CHECK(second.words[2] == expected.words[2]);
      CHECK(second.words[0].front() == 0xabadcafeU);
    }
  }
}
