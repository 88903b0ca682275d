#include "models/targeting/rates.hpp"

#include <algorithm>

#include "models/targeting/records/decay.hpp"
#include "models/targeting/trust/licence.hpp"
#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

namespace {

/// Finite, and so large for what is certain that no bias makes it doubtful.
float odds(double probability) {
  return static_cast<float>(probability < 1.0 ? probability / (1.0 - probability) : 3e38);
}

/// e^bias, within the range of single precision; lower down it leaves what is certain alone.
float bias_factor_of(double bias) { return static_cast<float>(exp_of(std::clamp(bias, -64.0, 87.0))); }

std::vector<float> by_profile(const AttributeModel& attributes, const std::map<std::string, double>& effects) {
  const auto sums = attributes.sum_of(effects);
  return {sums.begin(), sums.end()};
}

}  // namespace

Rates::Rates(const TargetingParameters& parameters, const Society& society) {
  const auto& attributes = society.attributes;
  for (std::size_t s = 0; s < parameters.services.size(); ++s) {
    const auto& from = parameters.services.list[s];
    ServiceRates to;
    const double reach = from.reach.value_or(0.0);
    to.log_reach = reach > 0 ? static_cast<float>(log_of(reach)) : -1e30f;
    to.need = static_cast<float>(from.need);
    to.deprivation = static_cast<float>(from.deprivation);
    // Institutions that keep no records are not avoided (Brayne 2014): there is nothing to stay away from.
    to.voluntary = from.keeps_records() ? static_cast<float>(from.voluntary) : 0.0f;
    to.detection_odds = odds(from.detection);
    to.false_alarm_odds = odds(from.false_alarm);
    to.relief = static_cast<float>(from.relief);
    const auto bias = attributes.sum_of(from.bias);
    if (std::any_of(bias.begin(), bias.end(), [](double x) { return x != 0.0; }))
      for (double x : bias) to.bias_factor.push_back(bias_factor_of(x));
    if (std::any_of(from.missing.begin(), from.missing.end(), [](const auto& member) { return member.second != 0.0; }))
      to.missing = by_profile(attributes, from.missing);
    services.push_back(std::move(to));
    if (from.linked) linked_services |= 1U << s;
    if (from.capacity) limited_services |= 1U << s;
  }
  deterrence_max = static_cast<float>(parameters.deterrence.max);
  deterrence_midpoint = static_cast<float>(parameters.deterrence.midpoint);
  deterrence_width_inverse = static_cast<float>(std::min(1.0 / parameters.deterrence.width, 1e30));  // finite
  concealment = static_cast<float>(parameters.deterrence.concealment);
  concealment_cost = static_cast<float>(parameters.deterrence.concealment_cost);
  scrutiny = static_cast<float>(parameters.scrutiny.strength);
  scrutiny_kept = monthly_decay(parameters.scrutiny.half_life);
  harm_external = probability_of_any(static_cast<float>(parameters.harm.external));

  loss = by_profile(attributes, parameters.records.missing);
  for (float& p : loss)
    p = 1.0f - (1.0f - std::clamp(p, 0.0f, 1.0f)) * (1.0f - static_cast<float>(parameters.records.loss));
  missed = by_profile(attributes, parameters.linkage.missed_by);
  for (float& p : missed) p = std::clamp(p + static_cast<float>(parameters.linkage.missed), 0.0f, 1.0f);
  review_bias = by_profile(attributes, parameters.review.bias);
  access_factor = by_profile(attributes, parameters.access.fee_effect);
  for (float& effect : access_factor) effect = exp_of(-effect * static_cast<float>(parameters.access.fee));

  licence_all = licence_of_all(parameters);
  licence_aware = licence_of_aware(parameters);
}

}  // namespace streetlight::targeting
