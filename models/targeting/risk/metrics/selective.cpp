#include "models/targeting/risk/metrics/selective.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "models/targeting/risk/metrics/confusion.hpp"
#include "models/targeting/risk/score_order.hpp"
#include "sim/core/check.hpp"

namespace streetlight::targeting {

double inverse_propensity_mean(std::span<const std::uint8_t> labels, std::span<const std::uint8_t> observed,
                               std::span<const float> propensity, double floor) {
  EXPECT(observed.size() == labels.size() && propensity.size() == labels.size() && floor > 0);
  double found = 0, weight = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (observed[i] == 0) continue;
    const double w = 1.0 / std::max(static_cast<double>(propensity[i]), floor);
    weight += w;
    found += labels[i] != 0 ? w : 0.0;
  }
  return share(found, weight);
}

double doubly_robust_mean(std::span<const std::uint8_t> labels, std::span<const std::uint8_t> observed,
                          std::span<const float> propensity, std::span<const float> outcome, double floor) {
  EXPECT(observed.size() == labels.size() && propensity.size() == labels.size() && outcome.size() == labels.size());
  EXPECT(floor > 0);
  double sum = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double m = static_cast<double>(outcome[i]);
    sum += m;
    if (observed[i] != 0)
      sum += ((labels[i] != 0 ? 1.0 : 0.0) - m) / std::max(static_cast<double>(propensity[i]), floor);
  }
  return share(sum, static_cast<double>(labels.size()));
}

std::optional<Contraction> contraction(std::span<const float> scores, std::span<const std::uint8_t> labels,
                                       std::span<const std::uint8_t> observed, std::span<const std::uint32_t> deciders,
                                       double rate) {
  const std::size_t n = scores.size();
  EXPECT(labels.size() == n && observed.size() == n && deciders.size() == n);

  // The decider who passed over the largest share; the lower number when two are alike.
  struct Docket {
    double cases = 0;
    double passed = 0;
  };
  std::map<std::uint32_t, Docket> dockets;
  for (std::size_t i = 0; i < n; ++i) {
    Docket& docket = dockets[deciders[i]];
    docket.cases += 1;
    docket.passed += observed[i] != 0 ? 1.0 : 0.0;
  }
  std::optional<Contraction> result;
  for (const auto& [decider, docket] : dockets)
    if (!result || docket.passed / docket.cases > result->leniency)
      result = Contraction{0, decider, docket.passed / docket.cases};
  if (!result || result->leniency < rate) return std::nullopt;

  // Take the highest scores away from those passed over; count failures among the `rate` that is left.
  std::vector<float> passed;
  std::vector<std::uint8_t> outcome;
  for (std::size_t i = 0; i < n; ++i) {
    if (deciders[i] != result->decider || observed[i] == 0) continue;
    passed.push_back(scores[i]);
    outcome.push_back(labels[i]);
  }
  const double cases = dockets[result->decider].cases;
  const auto kept = static_cast<std::size_t>(std::llround(rate * cases));
  const auto order = descending_order(passed);
  EXPECT(order.size() == passed.size());
  double failures = 0;
  for (std::size_t i = order.size() - std::min(kept, order.size()); i < order.size(); ++i)
    failures += outcome[order[i]] != 0 ? 1.0 : 0.0;
  result->failure_rate = failures / cases;
  return result;
}

}  // namespace streetlight::targeting
