#pragma once
/// The month's records: concerns go on file (unless lost), counts decay, files without a new entry are erased, and
/// aware families may ask to see theirs.

#include "models/targeting/world.hpp"

namespace streetlight::targeting {

/// Puts the month's concerns of a block on file; scrutiny fades. Lists the families concerned
/// (scratch.filed).
void file_concerns(World& world, const Block& block);

/// Counts the concerns that were lost on the way to the file.
void count_lost_concerns(World& world);

/// Lets every count decay by a month, the new entries' too.
void decay_files(World& world);

/// Brings every file up to date, under the rule that held so far, and starts the units of their counts anew, under the
/// rule of `world.parameters`. What was erased stays erased.
void settle_files(World& world);

/// Subject access: an aware family asks with access.rate (scaled by the fee); with probability access.correction the
/// records of a family not in need are erased.
void correct_files(World& world);

}  // namespace streetlight::targeting
