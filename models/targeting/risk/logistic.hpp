#pragma once
/// Ridge logistic regression, the commonest model behind deployed risk scores.
///
///     minimise over (a, b):  sum_i w_i [ log(1 + exp(eta_i)) - y_i eta_i ] + (ridge / 2) sum_j b_j^2,
///     eta_i = a + sum_j b_j (x_ij - mean_j) / scale_j
///
/// by Newton's method with step halving (the objective is convex, so its minimum is unique when ridge > 0). The
/// intercept a is not penalised. A constant column gets coefficient 0. With labels all alike there is nothing to
/// fit: every score is the base rate and the report says so. Features are used as they come: no interactions.
///
/// Hoerl and Kennard 1970 (ridge); le Cessie and van Houwelingen 1992 (for the logistic model).

#include <memory>
#include <string>
#include <vector>

#include "models/targeting/risk/learner.hpp"

namespace streetlight::targeting {

struct LogisticSettings {
  double ridge = 1;         ///< penalty, in units of observations: the same ridge weighs less in more data
  double tolerance = 1e-6;  ///< on how far any standardised coefficient is from the optimum
  double flat = 1e-8;       ///< a gradient with no larger component, an observation, is as good as none
  int most_passes = 60;     ///< readings of the training set before giving up
  bool warm_start = true;   ///< begin at the last fit's coefficients when the features are the same
};

class LogisticRegression final : public Learner {
 public:
  explicit LogisticRegression(LogisticSettings settings = {}) : settings_(settings) {}

  std::unique_ptr<Learner> clone() const override { return std::make_unique<LogisticRegression>(*this); }
  FitReport fit(const ObservationBlocks& training, BlockRunner& runner) override;
  /// Probabilities of label 1.
  void score(const ObservationBlock& rows, std::span<float> out) const override;
  /// First the intercept, then the features in their order.
  std::vector<Coefficient> coefficients() const override;
  std::string_view name() const override { return "logistic"; }
  bool probabilistic() const override { return true; }
  bool learns() const override { return true; }

 private:
  LogisticSettings settings_;
  std::vector<std::string> names_;
  std::vector<double> standardised_;  // intercept first
  std::vector<double> raw_;           // intercept first
  std::vector<float> centre_;         // of each feature
  double at_centre_ = 0;              // the prediction there
  bool fitted_ = false;
  float base_rate_ = 0;
};

}  // namespace streetlight::targeting
