#pragma once
/// Sums over columns in running totals of a register each: the order of additions is fixed here, so it neither depends
/// on the machine nor keeps the compiler from vector code. Products are added with one rounding where that is said,
/// on any machine.

#include <cmath>
#include <cstddef>
#include <cstring>

#ifdef __FMA__
#include <immintrin.h>
#elif defined(__wasm__)
#include "models/targeting/risk/fused.hpp"
#endif

namespace streetlight::targeting {

/// Four doubles, or eight floats, that the compiler keeps in one register.
using Lanes = double __attribute__((vector_size(32)));
using FloatLanes = float __attribute__((vector_size(32)));
inline constexpr std::size_t lane_width = 4;
inline constexpr std::size_t float_lane_width = 8;

inline Lanes load(const double* from) {
  Lanes x;
  std::memcpy(&x, from, sizeof x);
  return x;
}
inline FloatLanes load_floats(const float* from) {
  FloatLanes x;
  std::memcpy(&x, from, sizeof x);
  return x;
}
/// Four floats, widened.
inline Lanes load(const float* from) {
  float __attribute__((vector_size(16))) x;
  std::memcpy(&x, from, sizeof x);
  return __builtin_convertvector(x, Lanes);
}
inline void store(double* to, Lanes x) { std::memcpy(to, &x, sizeof x); }
inline Lanes all_lanes(double x) { return Lanes{x, x, x, x}; }

/// a b + c, rounded once.
inline Lanes multiply_add(Lanes a, Lanes b, Lanes c) {
#ifdef __FMA__
  return _mm256_fmadd_pd(a, b, c);
#elif defined(__wasm__)
  return fused::by_parts<fused::Pair>(a, b, c);
#else
  for (std::size_t i = 0; i < lane_width; ++i) c[i] = std::fma(a[i], b[i], c[i]);
  return c;
#endif
}
inline FloatLanes multiply_add(FloatLanes a, FloatLanes b, FloatLanes c) {
#ifdef __FMA__
  return _mm256_fmadd_ps(a, b, c);
#elif defined(__wasm__)
  return fused::by_parts<fused::FloatPair>(a, b, c);
#else
  for (std::size_t i = 0; i < float_lane_width; ++i) c[i] = std::fma(a[i], b[i], c[i]);
  return c;
#endif
}

inline double sum(Lanes x) { return (x[0] + x[1]) + (x[2] + x[3]); }
inline double sum(FloatLanes x) {
  double total = 0;
  for (std::size_t i = 0; i < float_lane_width; ++i) total += static_cast<double>(x[i]);
  return total;
}

/// Sum of term(r) over r = 0, 4, 8, ... below `count`, which is a multiple of 16. `term` gives four terms at once.
template <class Term>
double sum_of_terms(std::size_t count, Term&& term) {
  Lanes a{}, b{}, c{}, d{};
  for (std::size_t r = 0; r < count; r += 4 * lane_width) {
    a += term(r);
    b += term(r + lane_width);
    c += term(r + 2 * lane_width);
    d += term(r + 3 * lane_width);
  }
  return sum((a + b) + (c + d));
}

}  // namespace streetlight::targeting
