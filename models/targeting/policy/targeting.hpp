#pragma once
/// The programme's month: score the families in scope, select the flagged. Flags old enough to tell are
/// judged by what the records say of them.

#include <vector>

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// A family flagged this month.
struct Flagged {
  std::uint32_t family;
  bool audit;  ///< drawn evenly, whatever its score
};

/// Flags of this month, families ascending.
std::vector<Flagged> select_families(World& world);

/// Flags made a horizon ago: followed by a finding or not.
void judge_flags(World& world);

}  // namespace streetlight::targeting
