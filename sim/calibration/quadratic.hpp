#pragma once
/// A quadratic over the unit cube with few terms, and what it is along a straight line. Along a line every quadratic is
/// a + b s + c s^2, so where it lies between two bounds is known exactly: no step of a chain is wasted on a guess.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace streetlight {

/// a + b s + c s^2.
struct Parabola {
  double a = 0, b = 0, c = 0;
  double at(double s) const { return a + s * (b + s * c); }
};

class Quadratic {
 public:
  /// A coefficient of x_i x_j, i <= j.
  struct Product {
    std::uint32_t i = 0, j = 0;
    double factor = 0;
  };

  Quadratic() = default;
  Quadratic(double constant, std::vector<double> linear, std::vector<Product> products);

  double operator()(std::span<const double> x) const;
  std::vector<double> gradient(std::span<const double> x) const;
  /// Both must be over as many coordinates.
  Quadratic operator+(const Quadratic& other) const;
  /// Along x + s d.
  Parabola along(std::span<const double> x, std::span<const double> d) const;
  /// Along the coordinate `j` from x, where its value is `here`.
  Parabola along_axis(std::span<const double> x, std::size_t j, double here) const;

  double constant() const { return constant_; }
  const std::vector<double>& linear() const { return linear_; }
  const std::vector<Product>& products() const { return products_; }

 private:
  struct Neighbour {
    std::uint32_t j;
    double factor;
  };

  double constant_ = 0;
  std::vector<double> linear_;
  std::vector<Product> products_;
  std::vector<std::vector<Neighbour>> beside_;  ///< [i]: the other coordinate of each product of i with another one
  std::vector<double> squares_;                 ///< [i]: factor of x_i^2
};

}  // namespace streetlight
