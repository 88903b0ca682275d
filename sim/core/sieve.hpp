#pragma once
/// Sieves for rare events. Whether a uniform lies below a probability p is costly where p is; but most uniforms of a
/// rare event lie above even a rough upper bound of p. So: bound p from above for all, keep the few whose uniform is
/// below the bound, and compute p itself for those alone. The outcome has the same bits as computing p for all; only an
/// upper bound that fails to be one would change it. Here are bounds of elementary functions; the bound of an equation
/// stands beside the equation, in its header, and builds that check themselves hold the two together (self_check.hpp).

#include <bit>
#include <cstddef>
#include <cstdint>

#include "sim/core/blocks.hpp"

#ifdef __AVX2__
#include <immintrin.h>

#include <array>
#endif

namespace streetlight {

static_assert(block_size <= 0x10000, "offsets within a block are kept as 16-bit numbers");

/// At least e^x, and at most 1.07 e^x, for -87 <= x; below, at least 0; above 88 as at 88. The chord between powers of
/// two (Schraudolph 1999), which lies above the curve, raised by a thousandth for rounding.
inline float exp_bound(float x) {
  x = x < 88.0f ? x : 88.0f;
  x = x > -87.0f ? x : -87.0f;
  constexpr float per_unit = 12102203.16f;          // 2^23 / ln 2
  constexpr float zero = 1065353216.0f + 12000.0f;  // 1.0 as a word, and a little more
  return std::bit_cast<float>(static_cast<std::int32_t>(x * per_unit + zero));
}

/// Bounds of the probability of at least one event, 1 - e^-x for x >= 0, from its series, whose terms alternate; with
/// room for rounding. Close for x below 1, still right above: the lower one falls below 0, the upper one rises above 1.
inline float any_at_least(float x) {
  return 0.9999f * x * (1.0f - x * (0.5f - x * (1.0f / 6.0f - x * (1.0f / 24.0f))));
}
inline float any_at_most(float x) { return 1.0001f * x * (1.0f - x * (0.5f - x * (1.0f / 6.0f))); }

/// At most the uniform that `word` stands for.
inline float uniform_bound(std::uint32_t word) {
  return static_cast<float>(static_cast<std::int32_t>(word >> 8)) * 0x1p-24f;
}

/// At least the uniform whose uniform_bound is `bound`.
inline float uniform_at_most(float bound) { return bound + 0x1p-22f; }

/// A word below which every uniform is below `probability`, in [0, 1].
inline std::uint32_t lowest_word(float probability) {
  const double word = static_cast<double>(probability) * 0x1p32 - 512.0;  // single precision rounds by at most 129
  return word > 0.0 ? static_cast<std::uint32_t>(word) : 0U;
}

namespace detail {
#ifdef __AVX2__
/// Appends the offsets first + k of the bits k that are set in `byte` to `offsets`; writes eight in any case.
inline std::size_t append_offsets(unsigned byte, std::size_t first, std::uint16_t* offsets) {
  static constexpr auto offsets_of = [] {
    std::array<std::array<std::uint8_t, 8>, 256> table{};
    for (std::size_t b = 0; b < 256; ++b)
      for (std::size_t bit = 0, next = 0; bit < 8; ++bit)
        if (b >> bit & 1U) table[b][next++] = static_cast<std::uint8_t>(bit);
    return table;
  }();
  const __m128i within = _mm_cvtepu8_epi16(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(offsets_of[byte].data())));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(offsets),
                   _mm_add_epi16(within, _mm_set1_epi16(static_cast<short>(first))));
  return static_cast<std::size_t>(std::popcount(byte));
}
#endif
}  // namespace detail

/// Writes the offsets i in [0, size) with low[i] < high[i] to `offsets` in ascending order and returns how many there
/// are. `offsets` has room for size + 8.
inline std::size_t keep_below(const float* low, const float* high, std::size_t size, std::uint16_t* offsets) {
  std::size_t kept = 0, i = 0;
#ifdef __AVX2__
  for (; i + 8 <= size; i += 8) {
    const __m256 below = _mm256_cmp_ps(_mm256_loadu_ps(low + i), _mm256_loadu_ps(high + i), _CMP_LT_OQ);
    kept += detail::append_offsets(static_cast<unsigned>(_mm256_movemask_ps(below)), i, offsets + kept);
  }
#endif
  for (; i < size; ++i) {
    offsets[kept] = static_cast<std::uint16_t>(i);
    kept += low[i] < high[i];
  }
  return kept;
}

/// Writes the offsets i in [0, size) with marks[i] != 0 to `offsets` in ascending order and returns how many there are.
/// `offsets` has room for size + 8. For marks that few have.
inline std::size_t keep_marked(const std::uint16_t* marks, std::size_t size, std::uint16_t* offsets) {
  std::size_t kept = 0, i = 0;
#ifdef __AVX2__
  for (; i + 16 <= size; i += 16) {
    const __m256i sixteen = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(marks + i));
    if (_mm256_testz_si256(sixteen, sixteen)) continue;
    const __m256i none = _mm256_cmpeq_epi16(sixteen, _mm256_setzero_si256());
    const __m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(none), _mm256_extracti128_si256(none, 1));
    const unsigned marked = ~static_cast<unsigned>(_mm_movemask_epi8(bytes)) & 0xffffU;
    kept += detail::append_offsets(marked & 255U, i, offsets + kept);
    kept += detail::append_offsets(marked >> 8U, i + 8, offsets + kept);
  }
#endif
  for (; i < size; ++i) {
    offsets[kept] = static_cast<std::uint16_t>(i);
    kept += marks[i] != 0;
  }
  return kept;
}

}  // namespace streetlight
