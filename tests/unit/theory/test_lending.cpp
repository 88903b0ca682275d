#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/lending/lending.hpp"
#include "tests/unit/theory/drive.hpp"

using namespace streetlight;
using lending::Applicant;
using lending::Policy;
using testing::Driven;
using testing::List;

namespace {

std::vector<Applicant> applicants(const List& majority, const List& minority) {
  std::vector<Applicant> all;
  for (std::size_t i = 0; i < majority.size() + minority.size(); ++i) {
    const bool second = i >= majority.size();
    all.push_back({.repays = second ? minority[i - majority.size()] : majority[i],
                   .lot = static_cast<std::uint32_t>(100 - i),
                   .group = second});
  }
  return all;
}

std::vector<bool> lent(std::vector<Applicant> all, Policy policy) {
  lending::Parameters parameters;
  parameters.policy = policy;
  lending::decide(all, parameters);
  std::vector<bool> result;
  for (const auto& one : all) result.push_back(one.lent);
  return result;
}

}  // namespace

TEST_CASE("the probability of repaying is linear between the grid's scores and flat beyond them") {
  lending::Parameters parameters;
  parameters.grid = {0, 10, 30};
  parameters.repay = {0.1, 0.5, 0.9};
  CHECK(parameters.repayment(-5) == 0.1);
  CHECK(parameters.repayment(5) == Approx(0.3));
  CHECK(parameters.repayment(10) == Approx(0.5));
  CHECK(parameters.repayment(25) == Approx(0.8));
  CHECK(parameters.repayment(30) == 0.9);
  CHECK(parameters.repayment(99) == 0.9);
}

TEST_CASE("lenders lend from 0.8 and scores rise from 2/3, the thresholds themselves included") {
  const auto all = applicants({0.5, 0.66, 2.0 / 3, 0.7, 0.79, 0.8, 0.9}, {});
  CHECK(lent(all, Policy::utility) == std::vector<bool>{false, false, false, false, false, true, true});
  CHECK(lent(all, Policy::improvement) == std::vector<bool>{false, false, true, true, true, true, true});
}

TEST_CASE("equal loan rates: the most profitable share, from the best down, the same in both groups") {
  // Utilities 5 rho - 4: majority 1, 0.5, 0.5, -4; minority 0.5, -0.25, -4, -4. Together, a half earns
  // (1 + 0.5) + (0.5 - 0.25) = 1.75; a quarter 1.5; three quarters less.
  CHECK(lent(applicants({1, 0.9, 0.9, 0}, {0.9, 0.75, 0, 0}), Policy::parity) ==
        std::vector<bool>{true, false, true, false, true, true, false, false});  // the tie goes to the lower lot
}

TEST_CASE("equal opportunity: the same share of those who would repay") {
  // All of the majority's repayment is in its first two; the minority's in its first one.
  CHECK(lent(applicants({1, 1, 0, 0}, {1, 0, 0, 0}), Policy::opportunity) ==
        std::vector<bool>{true, true, false, false, true, false, false, false});
}

TEST_CASE("nobody is lent to when every share loses money") {
  CHECK(lent(applicants({0.1, 0.2}, {0.3}), Policy::parity) == std::vector<bool>{false, false, false});
  CHECK(lent(applicants({0.1, 0.2}, {}), Policy::opportunity) == std::vector<bool>{false, false});
}

TEST_CASE("scores move by rise and fall and stay within the grid") {
  const Settings sure{{"scores.grid", List{300, 400}},
                      {"scores.repay", List{1, 1}},
                      {"scores.majority", List{1, 0}},
                      {"scores.minority", List{1, 0}},
                      {"applicants.count", std::int64_t{10}}};
  Driven world("lending", sure, {{"majority", {{"group", {"majority"}}}}, {"minority", {{"group", {"minority"}}}}});
  world.step();
  CHECK(world("score_sum") == 3750);
  CHECK(world("score_change") == 750);
  CHECK(world("repaid") == 10);
  CHECK(world("utility") == 10);
  world.step();
  CHECK(world("score_sum") == 4000);  // 25 of the 75 is all there is room for
  CHECK(world("applicants", 1) + world("applicants", 2) == 10);
  CHECK(std::isnan(world("most_refused")));
}

TEST_CASE("lending refuses grids that do not rise and lists of another length") {
  CHECK(Driven("lending", {{"scores.grid", List{300, 300, 450, 525, 600, 675, 750, 825}}}).complaints().size() == 1);
  CHECK(Driven("lending", {{"scores.repay", List{0.5}}}).complaints().size() == 1);
  CHECK(Driven("lending", {{"scores.minority", List{0, 0, 0, 0, 0, 0, 0, 0}}}).complaints().size() == 1);
}
