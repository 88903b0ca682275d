#pragma once
/// Which authorities adopt the programme, when each starts, how ready it is, and which share a risk model. As many
/// adopt as authorities.adoption asks for: those with the lowest lottery words, or those whose referrals rose most. The
/// lottery does not depend on the policy, and whoever adopted stays, so a wider adoption adds authorities and takes
/// none away.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Brings world.programmes and world.pools into line with the parameters in effect. Models and snapshots of a pool
/// that stays the same are kept.
void arrange_programmes(World& world);

}  // namespace streetlight::targeting
