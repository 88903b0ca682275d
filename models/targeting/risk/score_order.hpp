#pragma once
/// Scores in order. One place says what is in scope and what is higher.

#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace streetlight::targeting {

/// NaN and minus infinity mark an entity that is out of scope.
inline bool in_scope(float score) { return score > -std::numeric_limits<float>::infinity(); }

/// Orders scores as unsigned words: a higher score has a higher word, both zeros the same one. Above 0 for every
/// score in scope.
inline std::uint32_t ordered_word(float score) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(score == 0.0f ? 0.0f : score);
  return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}

/// Indices of the scores in scope, highest first, equal scores by index. Linear time (radix sort).
std::vector<std::uint32_t> descending_order(std::span<const float> scores);

}  // namespace streetlight::targeting
