#pragma once
/// Outreach. An intermediary whom the family trusts for its own sake calls on a share outreach.reach of families a
/// month; trust in the authority plays no part in whether it is let in, nothing is recorded, a family in need is
/// relieved. It does not depend on a programme. Neglected: choice of whom to call on, and what intermediaries hear of
/// families that are harmed.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

void reach_out(World& world);

}  // namespace streetlight::targeting
