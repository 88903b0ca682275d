#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "sim/core/parameters.hpp"

using namespace streetlight;

static const std::vector<std::string> known{"need.reversion", "need.shock", "trust.recovery", "records.retention"};

TEST_CASE("slips of the finger find the word that was meant") {
  CHECK(nearest_word("need.reversoin", known) == "need.reversion");
  CHECK(nearest_word("need.revert", known) == "need.reversion");
  CHECK(nearest_word("ned.shock", known) == "need.shock");
  CHECK(nearest_word("record.retention", known) == "records.retention");
  CHECK(nearest_word("trust.recovery", known) == "trust.recovery");
}

TEST_CASE("what resembles nothing gets no suggestion") {
  CHECK(nearest_word("weather", known).empty());
  CHECK(nearest_word("", known).empty());
  CHECK(nearest_word("anything", std::vector<std::string>{}).empty());
}

TEST_CASE("the limit is a third of the word's length and one letter") {
  const std::vector<std::string> one{"abcdef"};
  CHECK(nearest_word("abcxyz", one) == "abcdef");  // three letters of six replaced
  CHECK(nearest_word("abwxyz", one).empty());      // four
}

TEST_CASE("of two equally near, the first declared; of two, the nearer") {
  CHECK(nearest_word("cat", std::vector<std::string>{"car", "cap"}) == "car");
  CHECK(nearest_word("cart", std::vector<std::string>{"cap", "carts"}) == "carts");
}
