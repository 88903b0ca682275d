#pragma once
/// The month's trust:
///
///     tau' = tau + recovery (tau0 - tau) + peers (mean over ties of tau - tau) + experience,
///
///     experience = - unwarranted [visited, not in need] - intrusive [investigated] + help [support reached a family in
///     need]
///                  - hearsay (ties visited this month without being in need)
///                  - covert opacity (1 + private [operator is private]) [becomes aware of the programme]
///
/// all against the state at the start of the process. A family becomes aware by its own programme visit, by press, by
/// notice, by aware ties: probability 1 - (1 - press)(1 - notice [notice is given])(1 - tie)^(aware ties), where a
/// programme runs. Neglected: memory of who said what; hearsay of good experience.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Tells ties of unwarranted visits.
void spread_hearsay(World& world);

/// Moves every family's trust, and makes families aware.
void move_trust(World& world);

/// Campaign, dialogue, scandal, breach of data, commercial reuse: what moves trust from outside.
void public_events(World& world);

}  // namespace streetlight::targeting
