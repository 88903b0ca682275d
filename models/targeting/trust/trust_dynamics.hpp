#pragma once
/// The month's trust:
///
///     tau' = tau + recovery (tau0 - tau) + peers (mean over ties of tau - tau)
///                + experience                                                          (experience.hpp)
///                - covert opacity (1 + private [operator is private]) [becomes aware]  (awareness.hpp)
///
/// all against the state at the start of the process. Neglected: memory of who said what; hearsay of good experience.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Tells ties of unwarranted visits.
void spread_hearsay(World& world);

/// Moves every family's trust, and makes families aware.
void move_trust(World& world);

}  // namespace streetlight::targeting
