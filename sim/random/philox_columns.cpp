#include "sim/random/philox_columns.hpp"

#include <Random123/philox.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define STREETLIGHT_VECTOR_PHILOX
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // what GCC 12 says of its own header's undefined vectors
#endif
#include <immintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

#include <algorithm>

namespace streetlight {

namespace {

using Out = std::array<std::uint32_t*, 4>;

void one_by_one(const PhiloxColumns& columns, const Out& out) {
  using Generator = r123::Philox4x32;  // ten rounds
  const Generator::key_type key{{columns.key[0], columns.key[1]}};
  for (std::size_t i = 0; i < columns.count; ++i) {
    const auto entity = columns.first + static_cast<std::uint32_t>(i);
    const std::uint32_t whom = static_cast<std::uint32_t>(columns.generations[i]) << 16 | columns.purpose;
    const auto block = Generator{}(Generator::ctr_type{{entity, whom, columns.month, columns.quad}}, key);
    for (std::size_t w = 0; w < 4; ++w)
      if (out[w] != nullptr) out[w][i] = block[w];
  }
}

#ifdef STREETLIGHT_VECTOR_PHILOX

/// Philox's constants, for the vector forms of its rounds.
constexpr std::uint32_t multiplier_0 = 0xD2511F53U, multiplier_1 = 0xCD9E8D57U;
constexpr int rounds = 10;
constexpr std::uint32_t weyl_0 = 0x9E3779B9U, weyl_1 = 0xBB67AE85U;

/// The keys of the ten rounds.
struct RoundKeys {
  long long first[rounds], second[rounds];

  explicit RoundKeys(std::array<std::uint32_t, 2> key) {
    for (std::uint32_t round = 0; round < rounds; ++round) {
      first[round] = key[0] + round * weyl_0;
      second[round] = key[1] + round * weyl_1;
    }
  }
};

/// The last counters, fewer than `width`, in room for so many.
template <std::size_t width>
struct Rest {
  std::size_t size;
  std::uint16_t generations[width] = {};
  std::uint32_t words[4][width];

  Rest(const PhiloxColumns& columns, std::size_t begin) : size(columns.count - begin) {
    std::copy_n(columns.generations + begin, size, generations);
  }
  Out columns() { return {words[0], words[1], words[2], words[3]}; }
  void copy_to(const Out& out, std::size_t begin) const {
    for (std::size_t w = 0; w < 4; ++w)
      if (out[w] != nullptr) std::copy_n(words[w], size, out[w] + begin);
  }
};

// Each column of the counter is two vectors of 64-bit lanes, for even and odd counters: their low halves hold the
// words, since that is what the 32 x 32 -> 64 bit multiplication takes. High halves hold rubbish that nothing reads.

[[gnu::target("avx2")]] inline void round_of(__m256i c[4], __m256i key_0, __m256i key_1) {
  const __m256i product_0 = _mm256_mul_epu32(c[0], _mm256_set1_epi64x(multiplier_0));
  const __m256i product_1 = _mm256_mul_epu32(c[2], _mm256_set1_epi64x(multiplier_1));
  c[0] = _mm256_xor_si256(_mm256_srli_epi64(product_1, 32), _mm256_xor_si256(c[1], key_0));
  c[2] = _mm256_xor_si256(_mm256_srli_epi64(product_0, 32), _mm256_xor_si256(c[3], key_1));
  c[1] = product_1;
  c[3] = product_0;
}

/// Eight counters.
struct Eight {
  static constexpr std::size_t width = 8;
  __m256i even[4], odd[4];

  [[gnu::target("avx2")]] void start(const PhiloxColumns& columns, const std::uint16_t* generations,
                                     std::size_t begin) {
    const auto first = columns.first + static_cast<std::uint32_t>(begin);
    const __m256i entity =
        _mm256_add_epi32(_mm256_set1_epi32(static_cast<int>(first)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    const __m256i generation = _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(generations)));
    const __m256i purpose = _mm256_set1_epi32(static_cast<int>(columns.purpose));
    const __m256i whom = _mm256_or_si256(_mm256_slli_epi32(generation, 16), purpose);
    even[0] = entity;
    even[1] = whom;
    odd[0] = _mm256_srli_epi64(entity, 32);
    odd[1] = _mm256_srli_epi64(whom, 32);
    even[2] = odd[2] = _mm256_set1_epi32(static_cast<int>(columns.month));
    even[3] = odd[3] = _mm256_set1_epi32(static_cast<int>(columns.quad));
  }
  [[gnu::target("avx2")]] void step(const RoundKeys& keys, int round) {
    const __m256i key_0 = _mm256_set1_epi64x(keys.first[round]), key_1 = _mm256_set1_epi64x(keys.second[round]);
    round_of(even, key_0, key_1);
    round_of(odd, key_0, key_1);
  }
  [[gnu::target("avx2")]] void store(const Out& to, std::size_t begin) const {
#pragma GCC unroll 4
    for (std::size_t w = 0; w < 4; ++w)
      if (to[w] != nullptr)
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to[w] + begin),
                            _mm256_blend_epi32(even[w], _mm256_slli_epi64(odd[w], 32), 0b10101010));
  }
};

[[gnu::target("avx2")]] void eight_at_once(const PhiloxColumns& columns, const Out& out) {
  const RoundKeys keys(columns.key);
  std::size_t begin = 0;
  for (; begin + Eight::width <= columns.count; begin += Eight::width) {
    Eight group;
    group.start(columns, columns.generations + begin, begin);
    for (int round = 0; round < rounds; ++round) group.step(keys, round);
    group.store(out, begin);
  }
  if (begin == columns.count) return;
  Rest<Eight::width> rest(columns, begin);
  Eight group;
  group.start(columns, rest.generations, begin);
  for (int round = 0; round < rounds; ++round) group.step(keys, round);
  group.store(rest.columns(), 0);
  rest.copy_to(out, begin);
}

[[gnu::target("avx512f")]] inline void round_of(__m512i c[4], __m512i key_0, __m512i key_1) {
  constexpr int exclusive_or = 0x96;  // of three
  const __m512i product_0 = _mm512_mul_epu32(c[0], _mm512_set1_epi64(multiplier_0));
  const __m512i product_1 = _mm512_mul_epu32(c[2], _mm512_set1_epi64(multiplier_1));
  c[0] = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product_1, 32), c[1], key_0, exclusive_or);
  c[2] = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product_0, 32), c[3], key_1, exclusive_or);
  c[1] = product_1;
  c[3] = product_0;
}

/// Sixteen counters.
struct Sixteen {
  static constexpr std::size_t width = 16;
  __m512i even[4], odd[4];

  [[gnu::target("avx512f")]] void start(const PhiloxColumns& columns, const std::uint16_t* generations,
                                        std::size_t begin) {
    const auto first = columns.first + static_cast<std::uint32_t>(begin);
    const __m512i entity = _mm512_add_epi32(_mm512_set1_epi32(static_cast<int>(first)),
                                            _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    const __m512i generation = _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(generations)));
    const __m512i purpose = _mm512_set1_epi32(static_cast<int>(columns.purpose));
    const __m512i whom = _mm512_or_si512(_mm512_slli_epi32(generation, 16), purpose);
    even[0] = entity;
    even[1] = whom;
    odd[0] = _mm512_srli_epi64(entity, 32);
    odd[1] = _mm512_srli_epi64(whom, 32);
    even[2] = odd[2] = _mm512_set1_epi32(static_cast<int>(columns.month));
    even[3] = odd[3] = _mm512_set1_epi32(static_cast<int>(columns.quad));
  }
  [[gnu::target("avx512f")]] void step(const RoundKeys& keys, int round) {
    const __m512i key_0 = _mm512_set1_epi64(keys.first[round]), key_1 = _mm512_set1_epi64(keys.second[round]);
    round_of(even, key_0, key_1);
    round_of(odd, key_0, key_1);
  }
  [[gnu::target("avx512f")]] void store(const Out& to, std::size_t begin) const {
#pragma GCC unroll 4
    for (std::size_t w = 0; w < 4; ++w)
      if (to[w] != nullptr)
        _mm512_storeu_si512(to[w] + begin, _mm512_mask_blend_epi32(0xAAAA, even[w], _mm512_slli_epi64(odd[w], 32)));
  }
};

[[gnu::target("avx512f")]] void sixteen_at_once(const PhiloxColumns& columns, const Out& out) {
  const RoundKeys keys(columns.key);
  std::size_t begin = 0;
  // Two groups side by side, since the rounds of one wait for each other.
  for (; begin + 2 * Sixteen::width <= columns.count; begin += 2 * Sixteen::width) {
    Sixteen a, b;
    a.start(columns, columns.generations + begin, begin);
    b.start(columns, columns.generations + begin + Sixteen::width, begin + Sixteen::width);
    for (int round = 0; round < rounds; ++round) {
      a.step(keys, round);
      b.step(keys, round);
    }
    a.store(out, begin);
    b.store(out, begin + Sixteen::width);
  }
  for (; begin + Sixteen::width <= columns.count; begin += Sixteen::width) {
    Sixteen group;
    group.start(columns, columns.generations + begin, begin);
    for (int round = 0; round < rounds; ++round) group.step(keys, round);
    group.store(out, begin);
  }
  if (begin == columns.count) return;
  Rest<Sixteen::width> rest(columns, begin);
  Sixteen group;
  group.start(columns, rest.generations, begin);
  for (int round = 0; round < rounds; ++round) group.step(keys, round);
  group.store(rest.columns(), 0);
  rest.copy_to(out, begin);
}

bool has_avx512() { return __builtin_cpu_supports("avx512f"); }
bool has_avx2() { return __builtin_cpu_supports("avx2"); }

#elif defined(__wasm_simd128__)

/// A round of four counters: words 0 and 2 are multiplied to 64 bits, two products a vector.
inline void round_of(v128_t c[4], v128_t key_0, v128_t key_1) {
  const v128_t multiplier_0 = wasm_u32x4_splat(0xD2511F53U), multiplier_1 = wasm_u32x4_splat(0xCD9E8D57U);
  const v128_t a = wasm_u64x2_extmul_low_u32x4(c[0], multiplier_0),
               b = wasm_u64x2_extmul_high_u32x4(c[0], multiplier_0);
  const v128_t d = wasm_u64x2_extmul_low_u32x4(c[2], multiplier_1),
               e = wasm_u64x2_extmul_high_u32x4(c[2], multiplier_1);
  c[0] = wasm_v128_xor(wasm_v128_xor(wasm_i32x4_shuffle(d, e, 1, 3, 5, 7), c[1]), key_0);
  c[2] = wasm_v128_xor(wasm_v128_xor(wasm_i32x4_shuffle(a, b, 1, 3, 5, 7), c[3]), key_1);
  c[1] = wasm_i32x4_shuffle(d, e, 0, 2, 4, 6);
  c[3] = wasm_i32x4_shuffle(a, b, 0, 2, 4, 6);
}

/// All rounds of two groups of four counters side by side, in the 128-bit registers of WebAssembly.
inline void rounds_of(v128_t x[4], v128_t y[4], const PhiloxColumns& columns) {
  std::uint32_t key_0 = columns.key[0], key_1 = columns.key[1];
#pragma clang loop unroll(disable)  // unrolled, it takes longer
  for (int round = 0; round < 10; ++round, key_0 += 0x9E3779B9U, key_1 += 0xBB67AE85U) {
    round_of(x, wasm_u32x4_splat(key_0), wasm_u32x4_splat(key_1));
    round_of(y, wasm_u32x4_splat(key_0), wasm_u32x4_splat(key_1));
  }
}

inline void start(v128_t x[4], v128_t y[4], const PhiloxColumns& columns, const std::uint16_t* generations,
                  std::size_t begin) {
  const v128_t g = wasm_v128_load(generations), purpose = wasm_u32x4_splat(columns.purpose);
  const auto first = columns.first + static_cast<std::uint32_t>(begin);
  x[0] = wasm_i32x4_add(wasm_u32x4_splat(first), wasm_u32x4_const(0, 1, 2, 3));
  y[0] = wasm_i32x4_add(wasm_u32x4_splat(first), wasm_u32x4_const(4, 5, 6, 7));
  x[1] = wasm_v128_or(wasm_i32x4_shl(wasm_u32x4_extend_low_u16x8(g), 16), purpose);
  y[1] = wasm_v128_or(wasm_i32x4_shl(wasm_u32x4_extend_high_u16x8(g), 16), purpose);
  x[2] = y[2] = wasm_u32x4_splat(columns.month);
  x[3] = y[3] = wasm_u32x4_splat(columns.quad);
}

void eight_at_once(const PhiloxColumns& columns, const Out& out) {
  constexpr std::size_t width = 8;
  std::size_t begin = 0;
  v128_t x[4], y[4];
  for (; begin + width <= columns.count; begin += width) {
    start(x, y, columns, columns.generations + begin, begin);
    rounds_of(x, y, columns);
    for (std::size_t w = 0; w < 4; ++w) {
      if (out[w] == nullptr) continue;
      wasm_v128_store(out[w] + begin, x[w]);
      wasm_v128_store(out[w] + begin + 4, y[w]);
    }
  }
  if (begin == columns.count) return;
  const std::size_t size = columns.count - begin;
  std::uint16_t generations[width] = {};
  std::copy_n(columns.generations + begin, size, generations);
  start(x, y, columns, generations, begin);
  rounds_of(x, y, columns);
  for (std::size_t w = 0; w < 4; ++w) {
    if (out[w] == nullptr) continue;
    std::uint32_t words[width];
    wasm_v128_store(words, x[w]);
    wasm_v128_store(words + 4, y[w]);
    std::copy_n(words, size, out[w] + begin);
  }
}
constexpr auto sixteen_at_once = eight_at_once;
bool has_avx512() { return false; }
bool has_avx2() { return true; }

#else

constexpr auto sixteen_at_once = one_by_one, eight_at_once = one_by_one;
bool has_avx512() { return false; }
bool has_avx2() { return false; }

#endif

bool always() { return true; }

}  // namespace

const std::array<detail::PhiloxLevel, 3> detail::philox_levels{{{"AVX-512", has_avx512, sixteen_at_once},
                                                                {"AVX2 or SIMD128", has_avx2, eight_at_once},
                                                                {"one by one", always, one_by_one}}};

void philox_columns(const PhiloxColumns& columns, const std::array<std::uint32_t*, 4>& out) {
  static const auto run =
      std::find_if(detail::philox_levels.begin(), detail::philox_levels.end(), [](const detail::PhiloxLevel& level) {
        return level.available();
      })->run;
  run(columns, out);
}

}  // namespace streetlight
