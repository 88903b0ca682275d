// Shapley values of games whose answer is known.
#include "sim/results/shapley.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "sim/core/check.hpp"

using namespace streetlight;

namespace {

std::vector<double> game(std::size_t players, const std::function<double(std::size_t)>& worth) {
  std::vector<double> values;
  for (std::size_t set = 0; set < std::size_t{1} << players; ++set) values.push_back(worth(set));
  return values;
}

bool holds(std::size_t set, std::size_t player) { return (set >> player) & 1; }

/// Uneven numbers that look like nothing in particular.
double scattered(std::size_t n) { return std::fmod(static_cast<double>(n * 2654435761u % 1000003), 997.0) - 500; }

}  // namespace

TEST_CASE("in an additive game each player gets what it brings") {
  const std::vector<double> brings{3, -1, 0, 0.25, 1e6};
  const auto shares = shapley_values(game(5, [&](std::size_t set) {
    double sum = 42;  // what there is without anybody is nobody's
    for (std::size_t i = 0; i < 5; ++i) sum += holds(set, i) ? brings[i] : 0;
    return sum;
  }));
  for (std::size_t i = 0; i < 5; ++i) CHECK(shares[i] == Approx(brings[i]).margin(1e-9));
}

TEST_CASE("in the glove game the scarce glove gets two thirds") {
  // Player 0 has a left glove, 1 and 2 a right one each; a pair is worth 1
  const auto shares = shapley_values(
      game(3, [](std::size_t set) { return holds(set, 0) && (holds(set, 1) || holds(set, 2)) ? 1.0 : 0.0; }));
  CHECK(shares[0] == Approx(2.0 / 3));
  CHECK(shares[1] == Approx(1.0 / 6));
  CHECK(shares[2] == Approx(1.0 / 6));
}

TEST_CASE("in a unanimity game those who are needed share alike, the others get nothing") {
  for (const std::size_t needed : {0b0001u, 0b0110u, 0b1011u, 0b1111u}) {
    const auto shares = shapley_values(game(4, [=](std::size_t set) { return (set & needed) == needed ? 6.0 : 0.0; }));
    for (std::size_t i = 0; i < 4; ++i)
      CHECK(shares[i] == Approx(holds(needed, i) ? 6.0 / std::popcount(needed) : 0).margin(1e-15));
  }
}

TEST_CASE("in a symmetric game all get the same") {
  const auto shares = shapley_values(game(6, [](std::size_t set) { return std::pow(std::popcount(set), 1.7); }));
  for (const double share : shares) CHECK(share == Approx(std::pow(6, 1.7) / 6));
}

TEST_CASE("two factors that multiply share their joint effect evenly") {
  // v = (1 + a [0 in S]) (1 + b [1 in S]): a + ab/2 and b + ab/2
  const double a = 0.5, b = 2;
  const auto shares =
      shapley_values(game(2, [=](std::size_t set) { return (1 + a * holds(set, 0)) * (1 + b * holds(set, 1)); }));
  CHECK(shares[0] == Approx(a + a * b / 2));
  CHECK(shares[1] == Approx(b + a * b / 2));
}

TEST_CASE("the shares are the mean over all orders of joining") {
  const std::size_t players = 5;
  const auto worth = game(players, scattered);
  std::vector<std::size_t> order(players);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> expected(players, 0.0);
  double orders = 0;
  do {
    std::size_t set = 0;
    for (const std::size_t player : order) {
      const std::size_t with = set | std::size_t{1} << player;
      expected[player] += worth[with] - worth[set];
      set = with;
    }
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()));
  const auto shares = shapley_values(worth);
  for (std::size_t i = 0; i < players; ++i) CHECK(shares[i] == Approx(expected[i] / orders));
}

TEST_CASE("the shares add up to the whole, for any number of players") {
  for (std::size_t players = 0; players <= 12; ++players) {
    const auto worth = game(players, [&](std::size_t set) { return scattered(set + 77 * players) * 1e5 + 0.1; });
    const auto shares = shapley_values(worth);
    REQUIRE(shares.size() == players);
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    CHECK(std::abs(sum - (worth.back() - worth.front())) <= 1e-12 * 1e8);
  }
}

TEST_CASE("a value that does not exist leaves no share") {
  auto worth = game(3, scattered);
  worth[5] = std::numeric_limits<double>::quiet_NaN();
  for (const double share : shapley_values(worth)) CHECK(std::isnan(share));
  CHECK_THROWS_AS(shapley_values(std::vector<double>(6)), BrokenPromise);
}
