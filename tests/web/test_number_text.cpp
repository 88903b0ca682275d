/// The page's numbers as texts against the standard library's own, on numbers of every size.

#include <catch2/catch.hpp>

#include <bit>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "web/engine/number_text.hpp"

namespace {

using streetlight::page::read_number;
using streetlight::page::write_number;

constexpr auto fixed = std::chars_format::fixed, scientific = std::chars_format::scientific,
               general = std::chars_format::general;

/// Of every size and sign; whole numbers, decimals of few digits and powers of two and ten as well.
std::vector<double> numbers() {
  std::vector<double> all{0.0,
                          -0.0,
                          1.0,
                          -1.0,
                          0.1,
                          5e-324,
                          1.7976931348623157e308,
                          2.2250738585072014e-308,
                          1e21,
                          1e22,
                          1e23,
                          123456.0,
                          1234567.0,
                          100000.0,
                          1e5,
                          1e-5,
                          9007199254740993.0,
                          std::numeric_limits<double>::infinity(),
                          -std::numeric_limits<double>::infinity(),
                          std::numeric_limits<double>::quiet_NaN()};
  std::mt19937_64 draw(20);  // the same numbers every time
  for (int i = 0; i < 200'000; ++i) {
    all.push_back(std::bit_cast<double>(draw()));
    all.push_back(static_cast<double>(draw() % 1'000'000) / 1000);
    all.push_back(static_cast<double>(draw() >> (draw() % 64)) * 16);
    all.push_back(std::ldexp(static_cast<double>(draw() >> 11), static_cast<int>(draw() % 200) - 160));
  }
  for (int e = -1074; e < 1024; ++e) all.push_back(std::ldexp(1.0, e));
  for (int e = -320; e < 309; ++e) all.push_back(std::strtod(("1e" + std::to_string(e)).c_str(), nullptr));
  return all;
}

template <typename... Words>
std::string by_library(double x, Words... words) {
  char buffer[1200];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, x, words...).ptr};
}
template <typename... Words>
std::string by_page(double x, Words... words) {
  char buffer[1200];
  return {buffer, write_number(buffer, buffer + sizeof buffer, x, words...).ptr};
}

TEST_CASE("the page writes a number with the digits of the standard library") {
  std::size_t wrong = 0;
  for (const double x : numbers()) {
    const bool same = by_page(x) == by_library(x) && by_page(x, fixed) == by_library(x, fixed) &&
                      by_page(x, scientific) == by_library(x, scientific) &&
                      by_page(x, general, 6) == by_library(x, general, 6) &&
                      by_page(x, fixed, 3) == by_library(x, fixed, 3);
    if (!same && ++wrong < 10) {
      CAPTURE(by_page(x), by_library(x), by_page(x, fixed), by_library(x, fixed), by_page(x, general, 6),
              by_library(x, general, 6));
      CHECK(same);
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a number that does not fit is not written") {
  char buffer[4];
  CHECK(write_number(buffer, buffer + 4, 0.125).ec == std::errc::value_too_large);
  CHECK(write_number(buffer, buffer + 4, 0.25).ec == std::errc{});
}

TEST_CASE("the page reads a number as the standard library does") {
  std::vector<std::string> texts{"",
                                 "-",
                                 "+1",
                                 " 1",
                                 "1 ",
                                 ".",
                                 ".5",
                                 "5.",
                                 "-.5e1",
                                 "1e",
                                 "1e+",
                                 "1e5x",
                                 "1E5",
                                 "0x10",
                                 "inf",
                                 "-inf",
                                 "infinity",
                                 "nan",
                                 "-nan",
                                 "in",
                                 "1e400",
                                 "-1e400",
                                 "1e-400",
                                 "0e-400",
                                 "0.000e999",
                                 "1e-320",
                                 "--1",
                                 "1..2",
                                 "1_000",
                                 "123456789012345678901234567890",
                                 "0.1000000000000000055511151231257827021181583404541015625",
                                 "9007199254740993",
                                 "9007199254740992.9999999"};
  for (const double x : numbers()) texts.push_back(by_library(x));
  std::size_t wrong = 0;
  for (const auto& text : texts)
    for (const auto wanted : {general, fixed, scientific}) {
      double there = -7;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), there, wanted);
      const auto here = read_number(text.data(), text.data() + text.size(), wanted);
      const bool same =
          here.length == end - text.data() && here.error == error &&
          (error != std::errc{} || std::bit_cast<std::uint64_t>(here.value) == std::bit_cast<std::uint64_t>(there));
      if (!same && ++wrong < 10) {
        CAPTURE(text, here.value, there, here.length, end - text.data());
        CHECK(same);
      }
    }
  CHECK(wrong == 0);
}

}  // namespace
