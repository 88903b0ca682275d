#include "sim/results/shapley.hpp"

#include <bit>

#include "sim/core/check.hpp"

namespace streetlight {

std::vector<double> shapley_values(std::span<const double> worth) {
  EXPECT(std::has_single_bit(worth.size()));
  const auto players = static_cast<std::size_t>(std::countr_zero(worth.size()));
  EXPECT(players <= most_players);

  // Weight of a set of k others: k! (n - k - 1)! / n! = 1 / (n (n - 1 choose k))
  std::vector<long double> weight(players);
  long double choices = 1;
  for (std::size_t k = 0; k < players; ++k) {
    weight[k] = 1 / (static_cast<long double>(players) * choices);
    choices = choices * static_cast<long double>(players - 1 - k) / static_cast<long double>(k + 1);
  }

  std::vector<double> shares;
  for (std::size_t player = 0; player < players; ++player) {
    const std::size_t bit = std::size_t{1} << player;
    long double share = 0;
    for (std::size_t others = 0; others < worth.size(); ++others)
      if ((others & bit) == 0)
        share += weight[static_cast<std::size_t>(std::popcount(others))] *
                 (static_cast<long double>(worth[others | bit]) - static_cast<long double>(worth[others]));
    shares.push_back(static_cast<double>(share));
  }
  return shares;
}

}  // namespace streetlight
