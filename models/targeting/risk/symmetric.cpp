#include "models/targeting/risk/symmetric.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

namespace streetlight::targeting {

namespace {

/// P A P' = L D L'. No loop below adds up along a row: each subtracts a multiple of one row from another, element by
/// element, which a compiler may do in registers of any width without changing a sum.
class SymmetricFactor {
 public:
  /// Of A, n x n, by its upper triangle; nothing where a pivot is too small.
  static std::optional<SymmetricFactor> of(std::span<const double> a, std::size_t n, double resolution) {
    SymmetricFactor factor(a, n);
    if (!factor.factorise(resolution)) return std::nullopt;
    return factor;
  }

  /// Solves A X = B, n x columns, row-major, in place.
  void solve(std::span<double> x, std::size_t columns) const {
    std::vector<double> y(x.size());
    for (std::size_t i = 0; i < n_; ++i) copy_row(x.data() + order_[i] * columns, y.data() + i * columns, columns);
    for (std::size_t j = 0; j < n_; ++j)
      for (std::size_t i = j + 1; i < n_; ++i)
        subtract(y.data() + i * columns, at(j, i), y.data() + j * columns, columns);
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t c = 0; c < columns; ++c) y[i * columns + c] /= at(i, i);
    for (std::size_t i = n_; i-- > 0;)
      for (std::size_t k = i + 1; k < n_; ++k)
        subtract(y.data() + i * columns, at(i, k), y.data() + k * columns, columns);
    for (std::size_t i = 0; i < n_; ++i) copy_row(y.data() + i * columns, x.data() + order_[i] * columns, columns);
  }

 private:
  SymmetricFactor(std::span<const double> a, std::size_t n) : n_(n), values_(a.begin(), a.end()), order_(n) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
  }

  double at(std::size_t row, std::size_t column) const { return values_[row * n_ + column]; }
  double& at(std::size_t row, std::size_t column) { return values_[row * n_ + column]; }

  static void copy_row(const double* from, double* to, std::size_t count) { std::copy_n(from, count, to); }
  static void subtract(double* from, double factor, const double* row, std::size_t count) {
    for (std::size_t c = 0; c < count; ++c) from[c] -= factor * row[c];
  }

  bool factorise(double resolution) {
    double largest = 0;
    for (std::size_t i = 0; i < n_; ++i) largest = std::max(largest, at(i, i));
    std::vector<double> multiples(n_);
    for (std::size_t j = 0; j < n_; ++j) {
      std::size_t pivot = j;
      for (std::size_t i = j + 1; i < n_; ++i)
        if (at(i, i) > at(pivot, pivot)) pivot = i;
      exchange(j, pivot);
      const double d = at(j, j);
      if (!(d > resolution * largest) || !std::isfinite(d)) return false;
      for (std::size_t i = j + 1; i < n_; ++i) multiples[i] = at(j, i) / d;
      for (std::size_t i = j + 1; i < n_; ++i) subtract(&at(i, i), multiples[i], &at(j, i), n_ - i);
      std::copy(multiples.begin() + static_cast<std::ptrdiff_t>(j) + 1, multiples.end(), &at(j, j) + 1);
    }
    return true;
  }

  /// Exchanges two rows, and the same columns, of what is left of A; and what is done of L.
  void exchange(std::size_t j, std::size_t p) {
    if (j == p) return;
    std::swap(order_[j], order_[p]);
    std::swap(at(j, j), at(p, p));
    for (std::size_t k = 0; k < j; ++k) std::swap(at(k, j), at(k, p));
    for (std::size_t k = j + 1; k < p; ++k) std::swap(at(j, k), at(k, p));
    for (std::size_t k = p + 1; k < n_; ++k) std::swap(at(j, k), at(p, k));
  }

  std::size_t n_;
  std::vector<double> values_;      // upper triangle: D on the diagonal, L' above it
  std::vector<std::size_t> order_;  // the row of A that stands in each row
};

}  // namespace

bool solve_symmetric(std::span<const double> a, std::span<const double> b, double resolution, std::span<double> x) {
  const auto factor = SymmetricFactor::of(a, b.size(), resolution);
  if (!factor) return false;
  std::copy(b.begin(), b.end(), x.begin());
  factor->solve(x, 1);
  return true;
}

bool invert_symmetric(std::span<const double> a, double resolution, std::span<double> inverse) {
  const auto n = static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(inverse.size()))));
  const auto factor = SymmetricFactor::of(a, n, resolution);
  if (!factor) return false;
  std::fill(inverse.begin(), inverse.end(), 0.0);
  for (std::size_t i = 0; i < n; ++i) inverse[i * n + i] = 1;
  factor->solve(inverse, n);
  return true;
}

}  // namespace streetlight::targeting
