#include "sim/random/streams.hpp"

#include <Random123/philox.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include <algorithm>

#include "sim/core/check.hpp"

namespace streetlight {

namespace {

using Generator = r123::Philox4x32;  // ten rounds

/// Philox's constants, for the vector form of the same rounds (a test compares it with Random123's).
[[maybe_unused]] constexpr std::uint32_t multiplier_0 = 0xD2511F53U, multiplier_1 = 0xCD9E8D57U;
[[maybe_unused]] constexpr std::uint32_t weyl_0 = 0x9E3779B9U, weyl_1 = 0xBB67AE85U;
constexpr std::size_t lanes = 16;

constexpr std::uint32_t packed(std::uint16_t generation, Purpose purpose) {
  return static_cast<std::uint32_t>(generation) << 16 | purpose;
}

}  // namespace

Streams::Streams(std::uint64_t seed, std::uint32_t replicate) {
  // The key has 64 bits and (seed, replicate) has 96: one Philox block under a fixed key folds them, so that
  // neighbouring seeds and replicates have unrelated keys.
  const Generator::ctr_type counter{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32), replicate, 0}};
  const Generator::key_type folding{{0x5eed5eedU, 0x10ca1e5U}};
  const auto folded = Generator{}(counter, folding);
  key_ = {folded[0], folded[1]};
}

Words Streams::words(const Address& where) const {
  const Generator::ctr_type counter{
      {where.entity, packed(where.generation, where.purpose), static_cast<std::uint32_t>(where.month), where.lane}};
  const Generator::key_type key{{key_[0], key_[1]}};
  const auto block = Generator{}(counter, key);
  return {block[0], block[1], block[2], block[3]};
}

#ifdef __AVX2__

namespace {

/// Eight counters at once: each column is two vectors of four 64-bit lanes, whose low halves hold the words, since
/// that is what the 32 x 32 -> 64 bit multiplication takes. High halves hold rubbish that nothing reads.
struct Column {
  __m256i even, odd;
};

Column load_words(const std::uint32_t* words) {
  const __m256i all = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(words));
  return {all, _mm256_srli_epi64(all, 32)};
}

void store_words(Column column, std::uint32_t* words) {
  const __m256i all = _mm256_blend_epi32(column.even, _mm256_slli_epi64(column.odd, 32), 0b10101010);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(words), all);
}

inline void philox_round(__m256i& c0, __m256i& c1, __m256i& c2, __m256i& c3, __m256i k0, __m256i k1) {
  const __m256i product_0 = _mm256_mul_epu32(c0, _mm256_set1_epi64x(multiplier_0));
  const __m256i product_1 = _mm256_mul_epu32(c2, _mm256_set1_epi64x(multiplier_1));
  c0 = _mm256_xor_si256(_mm256_srli_epi64(product_1, 32), _mm256_xor_si256(c1, k0));
  c2 = _mm256_xor_si256(_mm256_srli_epi64(product_0, 32), _mm256_xor_si256(c3, k1));
  c1 = product_1;
  c3 = product_0;
}

/// Ten rounds over `lanes` counters laid out as columns, in place. Two groups of eight go side by side, since one
/// group's rounds wait for each other.
void philox_columns(std::array<std::uint32_t, 2> key, std::uint32_t* w0, std::uint32_t* w1, std::uint32_t* w2,
                    std::uint32_t* w3) {
  Column a0 = load_words(w0), a1 = load_words(w1), a2 = load_words(w2), a3 = load_words(w3);
  Column b0 = load_words(w0 + 8), b1 = load_words(w1 + 8), b2 = load_words(w2 + 8), b3 = load_words(w3 + 8);
  std::uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; ++round) {
    const __m256i key_0 = _mm256_set1_epi64x(k0), key_1 = _mm256_set1_epi64x(k1);
    philox_round(a0.even, a1.even, a2.even, a3.even, key_0, key_1);
    philox_round(a0.odd, a1.odd, a2.odd, a3.odd, key_0, key_1);
    philox_round(b0.even, b1.even, b2.even, b3.even, key_0, key_1);
    philox_round(b0.odd, b1.odd, b2.odd, b3.odd, key_0, key_1);
    k0 += weyl_0;
    k1 += weyl_1;
  }
  store_words(a0, w0);
  store_words(a1, w1);
  store_words(a2, w2);
  store_words(a3, w3);
  store_words(b0, w0 + 8);
  store_words(b1, w1 + 8);
  store_words(b2, w2 + 8);
  store_words(b3, w3 + 8);
}

}  // namespace

#else

namespace {

/// The same without vector instructions, for other machines: the words are the same.
void philox_columns(std::array<std::uint32_t, 2> key, std::uint32_t* w0, std::uint32_t* w1, std::uint32_t* w2,
                    std::uint32_t* w3) {
  for (std::size_t i = 0; i < lanes; ++i) {
    const auto block = Generator{}(Generator::ctr_type{{w0[i], w1[i], w2[i], w3[i]}}, Generator::key_type{{key[0], key[1]}});
    w0[i] = block[0];
    w1[i] = block[1];
    w2[i] = block[2];
    w3[i] = block[3];
  }
}

}  // namespace

#endif

void Streams::fill(std::uint32_t first, std::span<const std::uint16_t> generations, Month month, Purpose purpose,
                   std::uint32_t lane, std::array<std::uint32_t*, 4> out) const {
  const std::size_t count = generations.size();
  for (std::size_t begin = 0; begin < count; begin += lanes) {
    const std::size_t size = std::min(lanes, count - begin);
    alignas(32) std::uint32_t w0[lanes], w1[lanes], w2[lanes], w3[lanes];
    std::uint16_t generation[lanes] = {};
    std::copy_n(generations.data() + begin, size, generation);
    for (std::size_t i = 0; i < lanes; ++i) {
      w0[i] = first + static_cast<std::uint32_t>(begin + i);
      w1[i] = packed(generation[i], purpose);
      w2[i] = static_cast<std::uint32_t>(month);
      w3[i] = lane;
    }
    philox_columns(key_, w0, w1, w2, w3);
    if (size == lanes) {
      std::copy_n(w0, lanes, out[0] + begin);
      std::copy_n(w1, lanes, out[1] + begin);
      std::copy_n(w2, lanes, out[2] + begin);
      std::copy_n(w3, lanes, out[3] + begin);
    } else {
      std::copy_n(w0, size, out[0] + begin);
      std::copy_n(w1, size, out[1] + begin);
      std::copy_n(w2, size, out[2] + begin);
      std::copy_n(w3, size, out[3] + begin);
    }
  }
}

}  // namespace streetlight
