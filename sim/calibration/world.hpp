#pragma once
/// A world: a set of values that reproduces the published figures, with what it gave when the simulator checked it.

#include <cstdint>
#include <vector>

namespace streetlight {

struct World {
  std::vector<double> values;
  double weight = 0;
  std::vector<double> got;  ///< by target
  std::uint64_t seed = 0;   ///< with which it was checked
};

}  // namespace streetlight
