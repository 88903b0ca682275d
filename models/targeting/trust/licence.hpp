#pragma once
/// Social licence of a family: logistic(tau + terms), the terms for the programme's purpose, operator and consent for
/// every family, and for its transparency once the family is aware of it. The society's licence is the share of
/// families whose licence is one half or more. Without a programme the terms are 0. Where children are heard, a
/// family's log-odds are the mean of its parents' and its children's, with weight licence.children_weight on the
/// latter; the children's stand licence.children_view from the parents'. Source: Edwards, Gillies, Gorin 2021
/// (direction).

#include "models/targeting/parameters.hpp"

namespace streetlight::targeting {

float licence_of_all(const TargetingParameters& parameters);
float licence_of_aware(const TargetingParameters& parameters);

/// Log-odds of licence.
inline float licence_log_odds(float trust, bool is_aware, float of_all, float of_aware) {
  return trust + of_all + (is_aware ? of_aware : 0.0f);
}

}  // namespace streetlight::targeting
