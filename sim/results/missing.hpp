#pragma once
/// A value that does not exist (nothing to divide by, a run that is not there): NaN, never 0.

#include <limits>

namespace streetlight {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

}  // namespace streetlight
