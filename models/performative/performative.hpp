#pragma once
/// Performative prediction: a model that changes what it predicts, retrained again and again on what it changed.
///
/// A prediction theta is deployed and the world answers with outcomes Z ~ N(mu + epsilon theta, sigma^2). Under squared
/// loss retraining deploys their mean next (or moves a share `learning` of the way, gradient descent):
///
///     theta' = theta + learning (mean(Z) - theta).
///
/// The stable point, where retraining changes nothing, is mu / (1 - epsilon). With all outcomes seen and learning = 1
/// the error shrinks by epsilon a round, so from 0 it is |stable| epsilon^t; for |epsilon| > 1 it grows. With n
/// outcomes a round, theta hovers around the stable point with variance sigma^2 / (n (1 - epsilon^2)).
///
/// Source: Perdomo, Zrnic, Mendler-Duenner, Hardt, "Performative prediction", ICML 2020 (their example of a shift in
/// location). Neglected: features, other losses, an answer that comes with delay.

#include <cstdint>

#include "sim/experiment/model.hpp"

namespace streetlight::performative {

struct Parameters {
  double mean = 1.0;
  double response = 0.5;
  double spread = 1.0;
  double start = 0.0;
  std::int64_t outcomes = 0;
  double learning = 1.0;

  void declare(ParameterTable& table);
  void check(Complaints&) const {}
  Parameters in_effect(Month) const { return *this; }
  friend bool operator==(const Parameters&, const Parameters&) = default;
};

class Model {
 public:
  using Parameters = performative::Parameters;

  Model(const Parameters& parameters, const ModelContext& context);
  static std::vector<Column> columns(const Parameters&);
  static std::vector<std::string> authorities(const Parameters&) { return {}; }
  static std::vector<TableShape> tables(const Parameters&, const ModelContext&) { return {}; }
  static void check_groups(const Parameters&, const std::vector<GroupSpec>& groups, Complaints& complaints);
  static std::int64_t entities(const Parameters& parameters) {
    return parameters.outcomes > 0 ? parameters.outcomes : 1;
  }
  static double bytes_per_entity(const Parameters&) { return 1; }

  void apply(const Parameters& parameters) { parameters_ = parameters; }
  void step(Month round);
  void observe(std::span<double> row) const;
  void emit(Month, std::span<std::vector<double>>) const {}

 private:
  /// Mean of this round's outcomes under the deployed prediction.
  double mean_outcome(Month round) const;

  Parameters parameters_;
  ModelContext context_;
  double prediction_;    ///< deployed after this round
  double deployed_ = 0;  ///< deployed in this round
  double outcome_ = 0;   ///< mean of this round
};

}  // namespace streetlight::performative
