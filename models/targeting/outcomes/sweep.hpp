#pragma once
/// Counts what is true of every family this month, and the events of the month's parallel processes. Definitions:
///
///     known          a social-care referral or finding on file, not expired
///     need           theta >= threshold at the month's end
///     harm_unseen    harm in a family that is not known and has no open case
///     unmet_need     in need, without relief from anyone in the last 3 months
///     need_unseen    in need, with no record at any service and not known
///     need_flagged   in need and flagged in the last 12 months
///     unfound        no finding in the last 12 months
///
/// Yes-or-no facts of a family are bits of 16-bit words; each word adds to sixteen 16-bit lanes of the family's cell at
/// once. Cells are added to groups at the end, in whole numbers, so the order does not matter.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

void count_families(World& world);

}  // namespace streetlight::targeting
