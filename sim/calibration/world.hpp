#pragma once
/// A world: a set of values that reproduces the published figures, with what it gave when the simulator checked it.

#include <cstdint>
#include <vector>

namespace streetlight {

struct World {
  std::vector<double> values;
  double weight = 0;
  std::vector<double> got;  ///< by target
  /// By target: what the runs of all candidates say of the model's own value, without the chance in this world's run.
  /// Empty where a candidate's own run decided whether it is a world; NaN for a target that is not fitted.
  std::vector<double> expected{};
  std::uint64_t seed = 0;  ///< with which it was checked
};

}  // namespace streetlight
