#include "sim/calibration/quadratic.hpp"

#include <utility>

#include "sim/core/check.hpp"

namespace streetlight {

Quadratic::Quadratic(double constant, std::vector<double> linear, std::vector<Product> products)
    : constant_(constant),
      linear_(std::move(linear)),
      products_(std::move(products)),
      beside_(linear_.size()),
      squares_(linear_.size()) {
  for (const Product& product : products_) {
    EXPECT(product.i <= product.j && product.j < linear_.size());
    if (product.i == product.j) {
      squares_[product.i] += product.factor;
    } else {
      beside_[product.i].push_back({product.j, product.factor});
      beside_[product.j].push_back({product.i, product.factor});
    }
  }
}

double Quadratic::operator()(std::span<const double> x) const {
  double sum = constant_;
  for (std::size_t j = 0; j < linear_.size(); ++j) sum += linear_[j] * x[j];
  for (const Product& product : products_) sum += product.factor * x[product.i] * x[product.j];
  return sum;
}

std::vector<double> Quadratic::gradient(std::span<const double> x) const {
  std::vector<double> slopes = linear_;
  for (const auto& [i, j, factor] : products_) {
    slopes[i] += factor * x[j];
    slopes[j] += factor * x[i];
  }
  return slopes;
}

Quadratic Quadratic::operator+(const Quadratic& other) const {
  EXPECT(linear_.size() == other.linear_.size());
  std::vector<double> linear = linear_;
  for (std::size_t j = 0; j < linear.size(); ++j) linear[j] += other.linear_[j];
  std::vector<Product> products = products_;
  products.insert(products.end(), other.products_.begin(), other.products_.end());
  return {constant_ + other.constant_, std::move(linear), std::move(products)};
}

Parabola Quadratic::along(std::span<const double> x, std::span<const double> d) const {
  Parabola line{constant_, 0, 0};
  for (std::size_t j = 0; j < linear_.size(); ++j) {
    line.a += linear_[j] * x[j];
    line.b += linear_[j] * d[j];
  }
  for (const auto& [i, j, factor] : products_) {
    line.a += factor * x[i] * x[j];
    line.b += factor * (x[i] * d[j] + x[j] * d[i]);
    line.c += factor * d[i] * d[j];
  }
  return line;
}

Parabola Quadratic::along_axis(std::span<const double> x, std::size_t j, double here) const {
  Parabola line{here, linear_[j] + 2 * squares_[j] * x[j], squares_[j]};
  for (const auto& [other, factor] : beside_[j]) line.b += factor * x[other];
  return line;
}

}  // namespace streetlight
