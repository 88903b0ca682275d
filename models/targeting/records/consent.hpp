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

inline bool has_consent(ConsentMode mode, std::uint16_t flags) {
  switch (mode) {
    case ConsentMode::none: return true;
    case ConsentMode::opt_out: return !(flags & opted_out);
    case ConsentMode::opt_in: return flags & consented;
  }
  return true;
}

}  // namespace streetlight::targeting
