#pragma once
/// Small symmetric systems, as a Newton step has them. The order of every addition is fixed by the shape and the pivots
/// alone, so the result has the same bits on any machine and with any compiler. A linear-algebra library chooses the
/// order by the width of the machine's registers.

#include <span>

namespace streetlight::targeting {

/// Solves A x = b for symmetric positive definite A (upper triangle, row-major, n x n) by LDLt with diagonal pivots
/// (Golub and Van Loan 2013, section 4.2). False when a pivot is not above `resolution` times the largest diagonal
/// element: A is singular as far as it is known, x is untouched.
bool solve_symmetric(std::span<const double> a, std::span<const double> b, double resolution, std::span<double> x);
/// The inverse of such an A, n x n, in full.
bool invert_symmetric(std::span<const double> a, double resolution, std::span<double> inverse);

}  // namespace streetlight::targeting
