#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "sim/running/text_pattern.hpp"

namespace streetlight {

TEST_CASE("a pattern gives the whole match and its groups") {
  constexpr const char* time = "^([0-9]{1,6})(:([0-9]{1,2}))?$";
  CHECK(find_pattern(time, "90:05") == std::vector<std::string>{"90:05", "90", ":05", "05"});
  CHECK(find_pattern(time, "90") == std::vector<std::string>{"90", "90", "", ""});
  CHECK(find_pattern("b+", "abbc") == std::vector<std::string>{"bb"});
}

TEST_CASE("a pattern that is not in the text gives nothing") {
  CHECK_FALSE(find_pattern("^([0-9]{1,6})$", "1234567"));
  CHECK_FALSE(find_pattern("^[a-z]+$", "abc\n"));
  CHECK_FALSE(find_pattern("a", ""));
}

}  // namespace streetlight
