#pragma once
/// The logistic log-likelihood at one linear predictor, free of branches so that a loop over rows vectorises.

#include <cmath>

#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

struct LogisticTerm {
  double probability;  ///< 1 / (1 + exp(-eta))
  double softplus;     ///< log(1 + exp(eta)): the negative log-likelihood is softplus - y eta
};

/// Absolute error of the softplus below 1e-14 (it only decides whether a step is short enough).
inline LogisticTerm logistic_term(double eta) {
  const double decay = exp_of(-std::abs(eta));
  const double inverse = 1.0 / (1.0 + decay);
  const double probability = eta >= 0 ? inverse : decay * inverse;
  // log(1 + t) = 2 artanh(t / (2 + t)), whose argument is at most 1/3: odd series to degree 27.
  const double s = decay / (2.0 + decay);
  const double z = s * s;
  double p = 1.0 / 27.0;
  for (int odd = 25; odd >= 1; odd -= 2) p = p * z + 1.0 / odd;
  return {probability, (eta > 0 ? eta : 0.0) + 2.0 * s * p};
}

}  // namespace streetlight::targeting
