#pragma once
/// What the month does to a family's trust, whatever its ties think:
///
///     experience = - unwarranted [visited, not in need] x (1 if investigated, approach.unwarranted if an offer)
///                  - intrusive [investigated]
///                  + help [support reached a family in need]
///                  - hearsay (ties visited this month without being in need).

#include <cstdint>

#include "models/targeting/families.hpp"
#include "models/targeting/parameters.hpp"

namespace streetlight::targeting {

inline float experience_of(const TargetingParameters& parameters, std::uint16_t events, std::uint8_t hearsay) {
  const auto& trust = parameters.trust;
  float sum = -static_cast<float>(trust.hearsay) * static_cast<float>(hearsay);
  if (events & unwarranted) {
    const double share = (events & investigated) != 0 ? 1.0 : parameters.approach.unwarranted;
    sum -= static_cast<float>(trust.unwarranted * share);
  }
  if (events & investigated) sum -= static_cast<float>(trust.intrusive);
  if (events & helped) sum += static_cast<float>(trust.help);
  return sum;
}
/// Not 0 for a family whose experience_of may not be 0: all that is felt comes of a visit, or is hearsay. Few have
/// either.
constexpr std::uint16_t may_be_felt(std::uint16_t events, std::uint8_t hearsay) {
  return static_cast<std::uint16_t>((events & visited) | hearsay);
}

}  // namespace streetlight::targeting
