#include <catch2/catch.hpp>
#include <string>

#include "sim/core/check.hpp"

using namespace streetlight;

TEST_CASE("a promise that holds costs nothing and says nothing") {
  int evaluated = 0;
  CHECK_NOTHROW(EXPECT(++evaluated == 1));
  CHECK_NOTHROW(ENSURE(++evaluated == 2));
  CHECK(evaluated == 2);
}

TEST_CASE("a broken promise names itself, its place and whose bug it is") {
  const auto message_of = [](auto&& broken) -> std::string {
    try {
      broken();
    } catch (const BrokenPromise& error) {
      return error.what();
    }
    return "nothing was thrown";
  };
  const std::string before = message_of([] { EXPECT(1 + 1 == 3); });
  CHECK_THAT(before, Catch::Contains("EXPECT(1 + 1 == 3)") && Catch::Contains("test_check.cpp:"));
  CHECK_THAT(before, Catch::Contains("bug in Streetlight"));
  CHECK_THAT(message_of([] { ENSURE(false); }), Catch::Contains("ENSURE(false)"));
}

TEST_CASE("a user's mistake is a different kind of error, with its own words") {
  const std::string advice = "population.families = 0 leaves nobody to simulate; give 1 or more";
  CHECK_NOTHROW(VALIDATE(true, advice));
  CHECK_THROWS_WITH(VALIDATE(false, advice), advice);
  CHECK_THROWS_AS(VALIDATE(false, advice), InvalidInput);
}
