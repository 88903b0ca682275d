#pragma once
/// Which values of lists and of ranges of whole numbers no point of a sensitivity design has.

#include <string>
#include <vector>

#include "sim/experiment/design.hpp"

namespace streetlight {

/// A sentence a parameter of which values are never run; none when all are, and for ranges in between which there are
/// always more values than points.
std::vector<std::string> values_not_run(const Design& design);

}  // namespace streetlight
