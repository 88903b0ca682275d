#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/targeting/risk/fused.hpp"

using namespace streetlight::targeting::fused;

namespace {

/// Whole numbers that look random, the same in every run.
struct Words {
  std::uint64_t state;
  std::uint64_t next() {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
};

template <class Real>
bool same(Real a, Real b) {
  return (a != a && b != b) || (a == b && std::signbit(a) == std::signbit(b));
}

/// Counts the cases in which either place of the pair differs from std::fma.
struct Wrong {
  std::size_t count = 0;
  double a = 0, b = 0, c = 0;

  void look(double x, double y, double z) {
    const Pair got = multiply_add(Pair{x, y}, Pair{y, x}, Pair{z, -z});
    if (!same(got[0], std::fma(x, y, z)) || !same(got[1], std::fma(y, x, -z))) note(x, y, z);
  }
  void look(float x, float y, float z) {
    const FloatPair got = multiply_add(FloatPair{x, y}, FloatPair{y, x}, FloatPair{z, -z});
    if (!same(got[0], std::fma(x, y, z)) || !same(got[1], std::fma(y, x, -z))) note(double(x), double(y), double(z));
  }
  void note(double x, double y, double z) {
    if (count++ == 0) a = x, b = y, c = z;
  }
};

#define CHECK_NONE(wrong)                                           \
  INFO("first at " << wrong.a << ' ' << wrong.b << ' ' << wrong.c); \
  CHECK(wrong.count == 0)

}  // namespace

TEST_CASE("the emulated multiply-add has the bits of std::fma for any bits at all") {
  Words words{1};
  Wrong wrong, wrong_float;
  for (int i = 0; i < 400'000; ++i) {
    wrong.look(std::bit_cast<double>(words.next()), std::bit_cast<double>(words.next()),
               std::bit_cast<double>(words.next()));
    wrong_float.look(std::bit_cast<float>(std::uint32_t(words.next())),
                     std::bit_cast<float>(std::uint32_t(words.next())),
                     std::bit_cast<float>(std::uint32_t(words.next())));
  }
  CHECK_NONE(wrong);
  CHECK_NONE(wrong_float);
}

TEST_CASE("and where the sum cancels, or lies next to the middle between two numbers") {
  Words words{2};
  Wrong wrong, wrong_float;
  for (int i = 0; i < 300'000; ++i) {
    // Factors with few bits make products that end near a middle; the addend is the product's size, give or take.
    const auto coarse = [&] { return std::ldexp(double((words.next() >> 40) | 1), int(words.next() % 40) - 44); };
    const double a = coarse(), b = std::ldexp(double(words.next() >> 11), -53);
    const double near = -a * b * (1 + std::ldexp(double(words.next() % 9) - 4, -int(words.next() % 60)));
    wrong.look(a, b, near);
    wrong.look(a, b, std::ldexp(near, int(words.next() % 220) - 110));
    const float x = float(a), y = float(b);
    const float z = -x * y * (1 + std::ldexp(float(words.next() % 9) - 4, -int(words.next() % 30)));
    wrong_float.look(x, y, z);
    wrong_float.look(x, y, std::ldexp(z, int(words.next() % 100) - 50));
  }
  CHECK_NONE(wrong);
  CHECK_NONE(wrong_float);
}

TEST_CASE("and at the ends: subnormal numbers, overflow, zeros of both signs, infinity, not a number") {
  using Double = std::numeric_limits<double>;
  using Float = std::numeric_limits<float>;
  Words words{3};
  std::vector<double> ends{0,
                           1,
                           1 + Double::epsilon(),
                           3,
                           Double::min(),
                           Double::denorm_min(),
                           Double::max(),
                           Double::infinity(),
                           Double::quiet_NaN(),
                           0x1p-537,
                           0x1.8p-540,
                           0x1p500,
                           0x1p511,
                           0x1p1000,
                           0x1p-900,
                           0x1p-450,
                           0x1p-1021,
                           0x1p-970};
  std::vector<float> float_ends{0,
                                1,
                                1 + Float::epsilon(),
                                3,
                                Float::min(),
                                Float::denorm_min(),
                                Float::max(),
                                Float::infinity(),
                                Float::quiet_NaN(),
                                0x1p-75f,
                                0x1.8p-70f,
                                0x1p63f,
                                0x1p-126f};
  for (int i = 0; i < 12; ++i) {
    ends.push_back(std::bit_cast<double>(words.next() >> 12));                             // subnormal
    ends.push_back(std::ldexp(double(words.next()), -64 - 500 - int(words.next() % 60)));  // whose products are
    ends.push_back(std::ldexp(double(words.next()), -64 + 508 + int(words.next() % 8)));   // whose products overflow
    float_ends.push_back(std::bit_cast<float>(std::uint32_t(words.next() >> 41)));
    float_ends.push_back(std::ldexp(float(words.next() >> 40), -24 - 60 - int(words.next() % 30)));
  }
  const auto signs = [](auto& numbers) {
    for (std::size_t i = 0, count = numbers.size(); i < count; ++i) numbers.push_back(-numbers[i]);
  };
  signs(ends);
  signs(float_ends);
  Wrong wrong, wrong_float;
  for (const double a : ends)
    for (const double b : ends)
      for (const double c : ends) wrong.look(a, b, c);
  for (const float a : float_ends)
    for (const float b : float_ends)
      for (const float c : float_ends) wrong_float.look(a, b, c);
  CHECK_NONE(wrong);
  CHECK_NONE(wrong_float);
}
