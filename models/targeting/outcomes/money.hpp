#pragma once
/// What a month's counts cost. One price a contact, visit, finding, case and so on; the programme's own cost is counted
/// in pounds as it arises (policy/costs.hpp).

#include <cstddef>

#include "models/targeting/outcomes/tally.hpp"
#include "models/targeting/parameters.hpp"

namespace streetlight::targeting {

inline double count_of(const Tally& tally, std::size_t authority, std::size_t group, Count count) {
  return static_cast<double>(tally.get(authority, group, tally.column(count)));
}

/// Of contacts with service `service`.
double cost_of_service(const TargetingParameters& parameters, const Tally& tally, std::size_t authority,
                       std::size_t group, std::size_t service);
double cost_of_outreach(const TargetingParameters& parameters, const Tally& tally, std::size_t authority,
                        std::size_t group);
/// Of contacts with all services, and of outreach.
double cost_of_contacts(const TargetingParameters& parameters, const Tally& tally, std::size_t authority,
                        std::size_t group);
/// What contacts would have cost that distrust prevented.
double cost_of_deterred(const TargetingParameters& parameters, const Tally& tally, std::size_t authority,
                        std::size_t group);
double cost_of_visits(const TargetingParameters& parameters, const Tally& tally, std::size_t authority,
                      std::size_t group);
double cost_of_support(const TargetingParameters& parameters, const Tally& tally, std::size_t authority,
                       std::size_t group);
double cost_of_cases(const TargetingParameters& parameters, const Tally& tally, std::size_t authority,
                     std::size_t group);
double cost_of_harm(const TargetingParameters& parameters, const Tally& tally, std::size_t authority,
                    std::size_t group);
double cost_of_programme(const TargetingParameters& parameters, const Tally& tally, std::size_t authority,
                         std::size_t group);
double income_of_results(const TargetingParameters& parameters, const Tally& tally, std::size_t authority,
                         std::size_t group);
/// All costs less the income.
double money_spent(const TargetingParameters& parameters, const Tally& tally, std::size_t authority, std::size_t group);
/// What an authority spends to find and help families.
double cost_of_policy(const TargetingParameters& parameters, const Tally& tally, std::size_t authority,
                      std::size_t group);

}  // namespace streetlight::targeting
