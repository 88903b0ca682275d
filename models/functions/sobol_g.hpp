#pragma once
/// Sobol's g function, a test case of sensitivity analysis whose indices are known:
///
///     y = product over i of (|4 x_i - 2| + a_i) / (1 + a_i),      x_i independent and uniform on [0, 1]
///
/// The mean is 1. With V_i = 1 / (3 (1 + a_i)^2) and V = product of (1 + V_i) - 1:
///
///     first order   V_i / V                                          a large a_i makes x_i unimportant
///     total         V_i (product over the others of (1 + V_j)) / V
///
/// Source: Saltelli and Sobol 1995, About the use of rank transformation in sensitivity analysis of model output,
/// Reliability Engineering and System Safety 50. Eight inputs.

#include <array>

#include "sim/core/month.hpp"
#include "sim/core/parameters.hpp"

namespace streetlight::functions {

struct SobolGParameters {
  static constexpr std::size_t inputs = 8;

  std::array<double, inputs> x{0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
  std::vector<double> a{0, 1, 4.5, 9, 99, 99, 99, 99};
  double noise = 0;

  double value() const;
  void declare(ParameterTable& table);
  void check(Complaints& complaints) const;
  SobolGParameters in_effect(Month) const { return *this; }
  friend bool operator==(const SobolGParameters&, const SobolGParameters&) = default;
};

}  // namespace streetlight::functions
