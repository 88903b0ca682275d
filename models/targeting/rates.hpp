#pragma once
/// Parameters in the form that the month's loops use them: single precision, logs and odds taken, effects by level
/// summed up by profile. Made anew whenever parameters change.

#include <cstdint>
#include <vector>

#include "models/targeting/parameters.hpp"
#include "models/targeting/society.hpp"

namespace streetlight::targeting {

struct ServiceRates {
  float log_reach = 0, need = 0, deprivation = 0, voluntary = 0;
  float detection_odds = 0, false_alarm_odds = 0, relief = 0;
  std::vector<float> bias_factor;  ///< e^bias, [profile]; empty: no bias
  std::vector<float> missing;      ///< probability of loss beside `loss`, [profile]; empty: none
};

struct Rates {
  Rates() = default;
  Rates(const TargetingParameters& parameters, const Society& society);

  std::vector<ServiceRates> services;
  std::uint32_t linked_services = 0;   ///< bit s: feeds the programme
  std::uint32_t limited_services = 0;  ///< bit s: has a capacity
  float deterrence_max = 0, deterrence_midpoint = 0, deterrence_width_inverse = 1;
  float concealment = 0, concealment_cost = 0;
  float scrutiny = 0, scrutiny_kept = 0;
  float harm_external = 0;
  std::vector<float> loss;           ///< probability, [profile]
  std::vector<float> missed;         ///< probability of a missed link, [profile]
  std::vector<float> review_bias;    ///< [profile]
  std::vector<float> access_factor;  ///< of access.rate, by the fee, [profile]
  float licence_all = 0;             ///< log-odds added to every family's licence
  float licence_aware = 0;           ///< and to an aware family's
};

}  // namespace streetlight::targeting
