#pragma once
/// Sums over columns in four running totals a register: the order of additions is fixed here, so it neither depends on
/// the machine nor keeps the compiler from vector code.

#include <cstddef>
#include <cstring>

namespace streetlight::targeting {

/// Four doubles that the compiler keeps in one register.
using Lanes = double __attribute__((vector_size(32)));
inline constexpr std::size_t lane_width = 4;

inline Lanes load(const double* from) {
  Lanes x;
  std::memcpy(&x, from, sizeof x);
  return x;
}
inline double sum(Lanes x) { return (x[0] + x[1]) + (x[2] + x[3]); }

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
