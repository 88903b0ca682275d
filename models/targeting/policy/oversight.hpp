#pragma once
/// Who watches the programme. Each of these holds for an authority:
///
///     regulator    a stop order comes with monthly hazard regulator.hazard x opacity where the programme runs, and
///     holds for
///                  regulator.months;
///     monitoring   every monitoring.period months the authority looks at what happened since it last did: it pauses
///     the
///                  programme for monitoring.pause months when more than monitoring.no_finding of the programme's
///                  visits ended without a finding, or flags per family in deciles 9 and 10 stood above
///                  monitoring.flag_ratio times those of all;
///     standard     at each retraining, fewer than programme.minimum_precision of the flags judged since the last one
///     were confirmed:
///                  it stands still until the next. An authority that stands still soon has no flags left to judge;
///                  with none judged it runs again, on probation, with its newest model;
///     audit        predeployment.auc: a model is used only once it, or one before it, ranked true need well enough on
///     a sample
///                  that was looked up (policy/training.cpp).
///
/// The first two halt the programme as if it were switched off: no flags, no running cost, nothing new to learn of it.
/// The last two only leave its seats empty.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Stop orders of the month, and the looks of the monitoring that are due.
void oversee_programmes(World& world);

/// The minimum standard, for the authorities of a pool that was retrained.
void apply_minimum_standard(World& world, const RiskPool& pool);

/// Whether the authority's programme runs but may not flag: in preparation, below the standard, or not yet through its
/// audit.
bool stands_still(const World& world, std::uint32_t authority);

/// Counts families of authorities whose programme is in use, halted or stands still.
void count_standstills(World& world);

/// Counts incidents for all groups together.
void count_incidents(World& world, std::uint32_t authority, std::int64_t incidents);

}  // namespace streetlight::targeting
