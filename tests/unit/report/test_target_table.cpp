// What stands in the table of targets.
#include "sim/report/target_table.hpp"

#include <catch2/catch.hpp>

using namespace streetlight;

namespace {

std::string row_of(std::vector<double> range, double value, double error) {
  Target target;
  target.name = "t";
  target.range = std::move(range);
  return targets_text({target}, {{value, error, true}});
}

}  // namespace

TEST_CASE("an error above 0 is not shown as 0, and its value has as many decimals") {
  CHECK(row_of({0, 100}, 9.1284, 0.043).find("9.128 +- 0.043") != std::string::npos);
  CHECK(row_of({0, 100}, 9.1284, 0.0).find("9 +- 0 ") != std::string::npos);
  CHECK(row_of({0, 10}, 9.1284, 0.3).find("9.1 +- 0.3") != std::string::npos);
}

TEST_CASE("a missing value is neither 0 nor reached") {
  Target target;
  target.name = "t";
  target.range = {0, 1};
  const std::string text = targets_text({target}, {{}});
  CHECK(text.find("n/a") != std::string::npos);
  CHECK(text.find("MISSED") != std::string::npos);
  CHECK(text.find("reached") == std::string::npos);
}
