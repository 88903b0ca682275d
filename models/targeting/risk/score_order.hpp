#pragma once
/// Scores in order. This file alone says what is in scope and what is higher.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace streetlight::targeting {

/// NaN and minus infinity mark an entity that is out of scope.
inline bool in_scope(float score) { return score > -std::numeric_limits<float>::infinity(); }

/// Orders scores as unsigned numbers: a higher score has a higher number, both zeros the same one. Above 0 for every
/// score in scope.
inline std::uint32_t ordered_bits(float score) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(score == 0.0f ? 0.0f : score);
  return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}

/// Sorts items by `score_of(item)`, highest first; items of equal scores keep their order. Linear time (radix sort,
/// least significant digit first).
template <class Item, class ScoreOf>
void sort_descending(std::vector<Item>& items, ScoreOf score_of) {
  constexpr unsigned digit_bits = 11, digits = 3;
  constexpr std::uint32_t digit_mask = (1u << digit_bits) - 1;
  std::array<std::array<std::uint32_t, digit_mask + 1>, digits> starts{};  // how often each digit occurs, then where
  for (const Item& item : items) {
    const std::uint32_t word = ~ordered_bits(score_of(item));
    for (unsigned d = 0; d < digits; ++d) ++starts[d][word >> (d * digit_bits) & digit_mask];
  }
  std::vector<Item> sorted(items.size());
  for (unsigned d = 0; d < digits; ++d) {
    std::uint32_t start = 0;
    for (std::uint32_t& digit_start : starts[d]) {
      const std::uint32_t count = digit_start;
      digit_start = start;
      start += count;
    }
    for (const Item& item : items)
      sorted[starts[d][~ordered_bits(score_of(item)) >> (d * digit_bits) & digit_mask]++] = item;
    items.swap(sorted);
  }
}

/// Indices of the scores in scope, highest first, equal scores by index.
std::vector<std::uint32_t> descending_order(std::span<const float> scores);

}  // namespace streetlight::targeting
