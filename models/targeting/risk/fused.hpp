#pragma once
/// a b + c with one rounding on machines without the instruction (WebAssembly has none): the bits of std::fma for every
/// a, b and c. Method: the product and the sums as unevaluated pairs, the last but one addition rounded to odd (Boldo
/// and Melquiond 2008, "Emulation of FMA and correctly rounded sums"); numbers so large or small that a pair could
/// overflow or lose digits go to the C library. Must be compiled without contraction and reassociation.

#include <cmath>
#include <cstddef>
#include <cstring>

namespace streetlight::targeting::fused {

/// Two doubles, or two floats, that the compiler keeps in one register.
using Pair = double __attribute__((vector_size(16)));
using FloatPair = float __attribute__((vector_size(8)));
using PairBits = long long __attribute__((vector_size(16)));

/// s + error = a + b exactly, s the rounded sum (Knuth).
inline Pair exact_sum(Pair a, Pair b, Pair& error) {
  const Pair s = a + b, of_b = s - a;
  error = (a - (s - of_b)) + (b - of_b);
  return s;
}

/// a + b rounded to odd: where it is inexact and the last bit is 0, the neighbour on the side of the error.
inline Pair odd_sum(Pair a, Pair b) {
  Pair error;
  const Pair s = exact_sum(a, b, error);
  const PairBits bits = (PairBits)s;
  const Pair size = (Pair)(bits & 0x7fffffffffffffffLL);
  const PairBits finite = (PairBits)(size < Pair{} + HUGE_VAL);
  const PairBits even = ((bits & 1) - 1) & finite & (PairBits)(error != 0.0);
  const PairBits step = (((PairBits)error ^ bits) >> 63) | 1;  // -1 where the error's sign is not the sum's
  return (Pair)(bits + (step & even));
}

/// Whether the pairs below hold everything: nothing overflows, and no part of the product is below the smallest number.
inline PairBits holds_exactly(Pair a, Pair b, Pair c, Pair product) {
  constexpr long long without_sign = 0x7fffffffffffffffLL;
  const Pair size_a = (Pair)((PairBits)a & without_sign), size_b = (Pair)((PairBits)b & without_sign);
  const Pair size_c = (Pair)((PairBits)c & without_sign), size = (Pair)((PairBits)product & without_sign);
  return (PairBits)(size_a < 0x1p500) & (PairBits)(size_b < 0x1p500) & (PairBits)(size_c < 0x1p1000) &
         (PairBits)(size > 0x1p-900);
}

inline Pair multiply_add(Pair a, Pair b, Pair c) {
  const Pair p = a * b;
  const PairBits fine = holds_exactly(a, b, c, p);
  // A factor that is 0 is common (what pads a chunk) and needs no more than a plain addition.
  const PairBits none = (PairBits)(a == 0.0) | (PairBits)(b == 0.0);
  const PairBits done = fine | none;
  if ((done[0] & done[1]) == 0) {
    for (int i = 0; i < 2; ++i) c[i] = std::fma(a[i], b[i], c[i]);
    return c;
  }
  // The product's error, from halves of the factors (Dekker).
  constexpr double half = 134217729;  // 2^27 + 1
  const Pair scaled_a = a * half, scaled_b = b * half;
  const Pair high_a = scaled_a - (scaled_a - a), high_b = scaled_b - (scaled_b - b);
  const Pair low_a = a - high_a, low_b = b - high_b;
  const Pair p_error = ((high_a * high_b - p) + high_a * low_b + low_a * high_b) + low_a * low_b;
  Pair t_error, v_error;
  const Pair t = exact_sum(c, p_error, t_error);
  const Pair v = exact_sum(p, t, v_error);
  const Pair sum = v + odd_sum(t_error, v_error);
  return (Pair)(((PairBits)sum & ~none) | ((PairBits)(p + c) & none));
}

/// The product of two floats is exact in double, and a double rounded to odd rounds to a float as the whole sum does.
inline FloatPair multiply_add(FloatPair a, FloatPair b, FloatPair c) {
  const Pair product = __builtin_convertvector(a, Pair) * __builtin_convertvector(b, Pair);
  return __builtin_convertvector(odd_sum(product, __builtin_convertvector(c, Pair)), FloatPair);
}

/// The same for registers of several pairs.
template <class Part, class Register>
Register by_parts(Register a, Register b, Register c) {
  constexpr std::size_t parts = sizeof(Register) / sizeof(Part);
  Part x[parts], y[parts], z[parts];
  std::memcpy(x, &a, sizeof a);
  std::memcpy(y, &b, sizeof b);
  std::memcpy(z, &c, sizeof c);
  for (std::size_t i = 0; i < parts; ++i) z[i] = multiply_add(x[i], y[i], z[i]);
  std::memcpy(&c, z, sizeof c);
  return c;
}

}  // namespace streetlight::targeting::fused
