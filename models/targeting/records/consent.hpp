#pragma once
/// Consent. Families outside are neither features nor flagged:
///
///     none:     every family is in;
///     opt_out:  an aware family leaves with monthly probability exit_rate (1 - licence);
///     opt_in:   a family is in only if it said yes, with probability logistic(licence log-odds + appeal), asked once.
///
/// Leaving is not at random: licence is weakest where trust is. Source: the opt-out of June 2021; Edwards et al. 2021.

#include "models/targeting/families.hpp"
#include "models/targeting/records/parameters.hpp"

namespace streetlight::targeting {

struct World;

/// The statuses that a family needs, and those that bar it.
struct Consent {
  std::uint16_t needed, barred;

  explicit constexpr Consent(ConsentMode mode)
      : needed(mode == ConsentMode::opt_in ? consented : 0), barred(mode == ConsentMode::opt_out ? opted_out : 0) {}
  constexpr bool operator()(std::uint16_t status) const { return (status & (needed | barred)) == needed; }
};

/// Under opt_in each family is asked once, when the programme first meets it; under opt_out an aware family leaves with
/// probability exit_rate (1 - licence).
void ask_consent(World& world);

}  // namespace streetlight::targeting
