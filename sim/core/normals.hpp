#pragma once
/// Standard normal numbers for a block of words.

#include <bit>
#include <cstddef>
#include <cstdint>

#include "sim/core/blocks.hpp"
#include "sim/core/elementary.hpp"
#include "sim/core/self_check.hpp"
#include "sim/core/sieve.hpp"

namespace streetlight {

/// out[i] = normal_of(words[i]), with the same bits, for up to block_size words. The tails, 1 word in 290, are computed
/// apart, so that the others do without their formula. Part of its caller, so that it has the caller's vectors
/// (wide_clones.hpp).
[[gnu::always_inline]] inline void normals_of(const std::uint32_t* __restrict words, std::size_t size,
                                              float* __restrict out) {
  for (std::size_t i = 0; i < size; ++i) {
    const detail::QuantileArgument argument(words[i]);
    out[i] = argument.quantile(words[i], argument.centre());
  }
  std::uint16_t marks[block_size], offsets[block_size + 8];
  for (std::size_t i = 0; i < size; ++i) marks[i] = detail::may_be_tail(words[i]);
  const std::size_t few = keep_marked(marks, size, offsets);
  for (std::size_t k = 0; k < few; ++k) out[offsets[k]] = normal_of(words[offsets[k]]);
  if constexpr (checks_itself)
    for (std::size_t i = 0; i < size; ++i)
      must_agree(std::bit_cast<std::uint32_t>(out[i]) == std::bit_cast<std::uint32_t>(normal_of(words[i])),
                 "a normal number", "sim/core/elementary.hpp", i);
}

}  // namespace streetlight
