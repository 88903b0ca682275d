#pragma once
/// Relief by services. A family whose need bit is set gets
///
///     (sum of relief over the services it met) (1 - concealment_cost D(tau)),
///
/// which comes off its need: whoever hides gets less help. Nobody else gets any.

#include <bit>
#include <cstdint>

#include "models/targeting/families.hpp"
#include "models/targeting/rates.hpp"

namespace streetlight::targeting {

/// For a family with these contacts (bit s: met service s), events and deterrence.
inline float relief_of(const Rates& rates, std::uint32_t contacts, std::uint16_t events, float deterrence) {
  if (!(events & in_need_now)) return 0.0f;
  float relief = 0.0f;
  for (; contacts != 0; contacts &= contacts - 1)
    relief += rates.services[static_cast<std::size_t>(std::countr_zero(contacts))].relief;
  return relief * (1.0f - rates.concealment_cost * deterrence);
}

/// The services that can relieve, bit s: relief_of is 0 without a contact with one of them, since it is made of theirs.
inline std::uint32_t relieving_services(const Rates& rates) {
  std::uint32_t services = 0;
  for (std::size_t s = 0; s < rates.services.size(); ++s)
    if (rates.services[s].relief > 0) services |= 1U << s;
  return services;
}
/// Not 0 for a family whose relief_of may not be 0: it is in need and met one of them.
inline std::uint16_t may_be_relieved(std::uint32_t contacts, std::uint16_t events, std::uint32_t relieving) {
  const std::uint16_t needy = events & in_need_now;
  return (contacts & relieving) != 0 ? needy : std::uint16_t{0};
}

}  // namespace streetlight::targeting
