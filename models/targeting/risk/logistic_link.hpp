#pragma once
/// The logistic function and its log-likelihood at one linear predictor: the only place of the learner that
/// calls elementary functions.

#include <cmath>

namespace streetlight::targeting {

struct LogisticTerm {
  double probability;  ///< 1 / (1 + exp(-eta))
  double softplus;     ///< log(1 + exp(eta)): the negative log-likelihood is softplus - y eta
};

inline double logistic_of(double eta) {
  const double decay = std::exp(-std::abs(eta));
  return (eta >= 0 ? 1.0 : decay) / (1.0 + decay);
}

inline double log_odds_of(double probability) { return std::log(probability / (1.0 - probability)); }

inline LogisticTerm logistic_term(double eta) {
  const double decay = std::exp(-std::abs(eta));
  return {(eta >= 0 ? 1.0 : decay) / (1.0 + decay), (eta > 0 ? eta : 0.0) + std::log1p(decay)};
}

}  // namespace streetlight::targeting
