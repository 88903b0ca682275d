#include "sim/report/terminal.hpp"

#include <catch2/catch.hpp>

using namespace streetlight;

TEST_CASE("Text is broken at spaces") {
  CHECK(wrapped("", 40, 2) == "");
  CHECK(wrapped("one two", 40, 2) == "  one two\n");
  const auto text = wrapped("aaaaaaaaaa bbbbbbbbbb cccccccccc", 24, 2);
  CHECK(text == "  aaaaaaaaaa bbbbbbbbbb\n  cccccccccc\n");
  CHECK(wrapped(std::string(60, 'x'), 40, 0) == std::string(60, 'x') + "\n");  // a long word stays whole
}

TEST_CASE("Figures as people write them") {
  CHECK(with_commas(0) == "0");
  CHECK(with_commas(999) == "999");
  CHECK(with_commas(1000) == "1,000");
  CHECK(with_commas(1234567) == "1,234,567");
  CHECK(with_commas(-1234) == "-1,234");
  CHECK(bytes_text(12) == "12 bytes");
  CHECK(bytes_text(1234) == "1.2 kB");
  CHECK(bytes_text(16e12) == "16.0 TB");
  CHECK(duration_text(0) == "0 s");
  CHECK(duration_text(61) == "1 min 1 s");
  CHECK(duration_text(7500) == "2 h 5 min");
  CHECK(duration_text(3 * 86400.0) == "3 days 0 h");
  CHECK(duration_text(1e300) == "more than 30 years");
}
