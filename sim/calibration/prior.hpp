#pragma once
/// What is thought of a parameter before any figure is looked at: a range, evenly likely on a scale. A point of the
/// calibration is a point in the unit cube, one coordinate a parameter: the share of the prior below the value.

#include <string>
#include <vector>

namespace streetlight {

/// On which scale a range is evenly likely: as it is, in equal ratios, or in equal ratios of odds.
enum class PriorScale { linear, log, logit };

struct Prior {
  std::string key;
  double low = 0;
  double high = 1;
  PriorScale scale = PriorScale::linear;
  std::string why{};  ///< a sentence: why this range

  /// The value below which the share `u` of the prior lies; inside [low, high] for any u in [0, 1].
  double value_at(double u) const;
  /// The share of the prior below `value`, between 0 and 1.
  double share_below(double value) const;
};

using CubePoint = std::vector<double>;

std::vector<double> values_at(const std::vector<Prior>& priors, const CubePoint& point);

/// The same with as many digits as a file of worlds should have, so that what is run is what is written.
std::vector<double> rounded_values_at(const std::vector<Prior>& priors, const CubePoint& point);

/// What is wrong with the range on its scale, to follow "range"; "" when nothing is.
std::string objection_to(const Prior& prior);

}  // namespace streetlight
