#pragma once
/// How much memory a run takes. A test holds this to what the allocator counts (tests/unit/targeting/test_memory.cpp):
/// a column more or less in families.hpp, or in what a training needs, shows there.

#include "models/targeting/parameters.hpp"

namespace streetlight::targeting {

/// Bytes a family at the highest point of a run with many families: columns, network and, with a programme, the
/// snapshots that wait for their training and the training itself.
double bytes_per_family(const TargetingParameters& parameters);

}  // namespace streetlight::targeting
