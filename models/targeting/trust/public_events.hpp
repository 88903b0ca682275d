#pragma once
/// What moves trust from outside, where a programme runs, by the authority's and each family's own random words:
///
///     breach    (breach.hazard):   a family in scope is told with probability breach.aware: tau -= breach.shock, aware
///     reuse     (reuse.hazard):    reuse.aware become aware; who is aware: tau -= reuse.shock (1 + private)
///     campaign  (campaign.reach):  tau += campaign.effect (logistic(tau) - campaign.pivot), aware
///     dialogue  (dialogue.reach):  tau += dialogue.effect
///     scandal   (scandal.hazard):  tau -= scandal.shock for every family; scandal.aware become aware
///
/// Neglected: news that spreads beyond the authority.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Campaign, dialogue, scandal, breach of data, commercial reuse.
void public_events(World& world);

}  // namespace streetlight::targeting
