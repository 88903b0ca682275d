#pragma once
/// Human review of a flag. With probability review.deference the flag is followed without a view of the reviewer's own
/// (automation bias); otherwise the reviewer's view decides:
///
///     follow  iff  theta + N(0, noise / readiness) + bias[level] >= threshold.
///
/// A reviewer does meet the family's circumstances, with error: the one step of the programme where anything but
/// records enters, and it decides on a flag, it never trains a model.

#include "sim/core/elementary.hpp"

namespace streetlight::targeting {

inline bool flag_followed(float u_deference, float deference, float theta, float error, float bias, float threshold) {
  return u_deference < deference || theta + error + bias >= threshold;
}

}  // namespace streetlight::targeting
