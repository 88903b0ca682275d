#pragma once
/// The Ishigami function, a test case of sensitivity analysis whose indices are known:
///
///     y = sin x1 + a sin^2 x2 + b x3^4 sin x1,      x1, x2, x3 independent and uniform on [-pi, pi]
///
/// Variance V = 1/2 + a^2/8 + b pi^4/5 + b^2 pi^8/18, of which
///
///     x1 alone           (1 + b pi^4/5)^2 / 2
///     x2 alone           a^2 / 8
///     x1 with x3         b^2 pi^8 (1/18 - 1/50)
///
/// so x3 matters only together with x1. Source: Ishigami and Homma 1990, An importance quantification technique in
/// uncertainty analysis for computer models, ISUMA.

#include "sim/core/month.hpp"
#include "sim/core/parameters.hpp"

namespace streetlight::functions {

struct IshigamiParameters {
  double x1 = 0, x2 = 0, x3 = 0;
  double a = 7;
  double b = 0.1;
  double noise = 0;

  double value() const;
  void declare(ParameterTable& table);
  void check(Complaints&) const {}
  IshigamiParameters in_effect(Month) const { return *this; }
  friend bool operator==(const IshigamiParameters&, const IshigamiParameters&) = default;
};

}  // namespace streetlight::functions
