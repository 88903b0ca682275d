#pragma once
/// Worlds in a random order, the same in every program: what a search finds among shuffled answers is what chance alone
/// would give it.

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "sim/random/uniform_sequence.hpp"

namespace streetlight {

/// What is beyond all of so many shuffles, chance alone gives in one case of twenty.
inline constexpr std::uint32_t shuffles = 19;

/// Each of 0 ... count - 1 once, in a random order (Fisher and Yates), another one for each number.
inline std::vector<std::size_t> shuffled(std::size_t count, std::uint32_t number) {
  constexpr Purpose shuffle_purpose = 1;
  const Streams streams(0, 0);
  UniformSequence uniforms(streams, {.entity = number, .purpose = shuffle_purpose});
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t k = count; k > 1; --k)
    std::swap(order[k - 1], order[std::min(k - 1, static_cast<std::size_t>(uniforms() * static_cast<double>(k)))]);
  return order;
}

}  // namespace streetlight
