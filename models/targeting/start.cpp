#include "models/targeting/start.hpp"

#include <algorithm>
#include <cmath>

#include "models/targeting/needs/need.hpp"
#include "models/targeting/population/attributes.hpp"
#include "sim/core/format.hpp"

namespace streetlight::targeting {

namespace {

bool all_within(const std::vector<double>& values, double low, double high) {
  return std::all_of(values.begin(), values.end(), [&](double x) { return x >= low && x <= high; });
}

/// Whether the shares of the attributes are met for certain, without looking.
bool plain(const PopulationParameters& population) {
  constexpr double gentle = 3, some = 1e-3;  // slopes and shares
  return std::all_of(population.attributes.begin(), population.attributes.end(), [&](const auto& attribute) {
    return all_within(attribute.shares, some, 1) && all_within(attribute.deprivation, -gentle, gentle) &&
           std::all_of(attribute.given.begin(), attribute.given.end(),
                       [&](const auto& given) { return all_within(given.second, -gentle, gentle); });
  });
}

/// Whether there is a threshold of need for certain: need is spread without steps, and not beyond all bounds.
bool plain(const NeedParameters& need) {
  return (need.spread >= 0.1 || need.shock >= 0.05) && stationary_sd(need.reversion, need.shock) <= 1e6;
}

void check_trust(const TrustParameters& trust, Complaints& complaints) {
  // A step takes a difference between ties times at most this: beyond -1, differences grow from month to month.
  if (trust.recovery + 2 * trust.peers > 2)
    complaints.push_back({"trust.peers", "= " + shortest(trust.peers) +
                                             " with trust.recovery = " + shortest(trust.recovery) +
                                             " makes trust swing further every month; trust.recovery + 2 trust.peers "
                                             "must be at most 2"});
}

}  // namespace

void check_start(const TargetingParameters& parameters, Complaints& complaints) {
  check_trust(parameters.trust, complaints);
  if (static_cast<float>(parameters.deterrence.max) >= 1.0f)
    complaints.push_back({"deterrence.max", "= " + shortest(parameters.deterrence.max) +
                                                " is 1 in the single precision of the model, and must be less: write "
                                                "0.9999999 or less"});
  if (plain(parameters.population) && plain(parameters.need)) return;
  const AttributeModel attributes(parameters.population);
  if (attributes.objection()) complaints.push_back(*attributes.objection());
  if (const auto objection = objection_to(need_scale(parameters.need, attributes), parameters.need))
    complaints.push_back(*objection);
}

}  // namespace streetlight::targeting
