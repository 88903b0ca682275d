#include "models/targeting/risk/symmetric.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace streetlight::targeting;

namespace {

/// X'X + ridge of a matrix whose entries are simple functions of their place: its upper triangle, NaN below it.
std::vector<double> example(std::size_t n, double ridge) {
  std::vector<double> x(n * n), a(n * n, NAN);
  for (std::size_t r = 0; r < n; ++r)
    for (std::size_t j = 0; j < n; ++j)
      x[r * n + j] = std::sqrt(double((r * 7 + j * 13 + r * j) % 23)) - double(r == j);
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t k = j; k < n; ++k) {
      a[j * n + k] = j == k ? ridge : 0.0;
      for (std::size_t r = 0; r < n; ++r) a[j * n + k] += x[r * n + j] * x[r * n + k];
    }
  return a;
}

double entry(const std::vector<double>& a, std::size_t n, std::size_t j, std::size_t k) {
  return j <= k ? a[j * n + k] : a[k * n + j];
}

}  // namespace

TEST_CASE("A x = b holds for matrices of every size, and nothing below the diagonal is read") {
  for (std::size_t n = 1; n <= 40; ++n) {
    const std::vector<double> a = example(n, 0.5);
    std::vector<double> b(n), x(n);
    for (std::size_t i = 0; i < n; ++i) b[i] = double(i % 5) - 1.5;
    REQUIRE(solve_symmetric(a, b, 1e-13, x));
    for (std::size_t i = 0; i < n; ++i) {
      double left = 0;
      for (std::size_t k = 0; k < n; ++k) left += entry(a, n, i, k) * x[k];
      REQUIRE(left == Approx(b[i]).margin(1e-9));
    }
  }
}

TEST_CASE("the inverse times the matrix is the identity, and the inverse is symmetric") {
  for (const std::size_t n : {1, 2, 3, 8, 17, 33}) {
    const std::vector<double> a = example(n, 0.5);
    std::vector<double> inverse(n * n);
    REQUIRE(invert_symmetric(a, 1e-13, inverse));
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        double product = 0;
        for (std::size_t k = 0; k < n; ++k) product += entry(a, n, i, k) * inverse[k * n + j];
        REQUIRE(product == Approx(i == j ? 1.0 : 0.0).margin(1e-9));
        REQUIRE(inverse[i * n + j] == Approx(inverse[j * n + i]).margin(1e-10));
      }
  }
}

TEST_CASE("a solution that can be written down is found exactly") {
  // [4 2 0; 2 5 4; 0 4 20] x = b with x = (1, -2, 3): every step is exact in double.
  const std::vector<double> a{4, 2, 0, NAN, 5, 4, NAN, NAN, 20};
  std::vector<double> x(3);
  REQUIRE(solve_symmetric(a, std::vector<double>{0, 4, 52}, 1e-13, x));
  CHECK(x[0] == Approx(1).epsilon(1e-15));
  CHECK(x[1] == Approx(-2).epsilon(1e-15));
  CHECK(x[2] == Approx(3).epsilon(1e-15));
}

TEST_CASE("a matrix that is singular as far as it is known is refused, and the place of the answer is left alone") {
  const std::vector<double> doubled{1, 1, 1, 1};     // two equal columns
  const std::vector<double> indefinite{1, 2, 2, 1};  // a negative eigenvalue
  const std::vector<double> unknown{1, 0, 0, NAN}, endless{INFINITY, 0, 0, 1};
  for (const auto& a : {doubled, indefinite, unknown, endless}) {
    std::vector<double> x{7, 7}, inverse{7, 7, 7, 7};
    CHECK_FALSE(solve_symmetric(a, std::vector<double>{1, 2}, 1e-13, x));
    CHECK_FALSE(invert_symmetric(a, 1e-13, inverse));
    CHECK(x == std::vector<double>{7, 7});
    CHECK(inverse == std::vector<double>{7, 7, 7, 7});
  }
  // The same small pivot passes or not by what counts as known.
  std::vector<double> x(2);
  const std::vector<double> small{1, 0, 0, 1e-6};
  CHECK(solve_symmetric(small, std::vector<double>{1, 1e-6}, 1e-7, x));
  CHECK_FALSE(solve_symmetric(small, std::vector<double>{1, 1e-6}, 1e-5, x));
}
