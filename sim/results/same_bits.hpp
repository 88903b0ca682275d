#pragma once
/// Whether a scenario changed anything at all in a column: "exactly the same" is said of bits that were compared, never
/// of means that happen to agree.

#include <cstddef>

#include "sim/results/run_source.hpp"

namespace streetlight {

/// Whether no bit of the column differs between two runs, in any interval, group or authority; of a ratio, no bit of
/// the two counts that it is made of. True when the file lacks one of the runs.
bool same_bits(const RunSource& panel, std::size_t column, const RunKey& one, const RunKey& other);

/// The same for every replicate of two scenarios at a point.
bool same_bits(const RunSource& panel, std::size_t column, std::size_t one, std::size_t other, std::size_t point);

}  // namespace streetlight
