#include "sim/calibration/target_goal.hpp"

#include <algorithm>
#include <cmath>

namespace streetlight {

double TargetGoal::misfit(double value) const {
  const double half = (high - low) / 2;
  return half > 0 ? (value - (low + high) / 2) / half : value - low;
}

ScaledGoal::ScaledGoal(const TargetGoal& goal, const std::vector<double>& values) : unit_(goal.unit) {
  bool positive = goal.low >= 0 && goal.unit > 0;
  bool share = positive && goal.high <= goal.unit;
  bool any = false;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    any = true;
    positive = positive && value > 0;
    share = share && value >= 0 && value <= goal.unit;
  }
  // A share that is sometimes none at all still works best as log-odds: those points are left out of the fit
  const auto at_an_end =
      std::count_if(values.begin(), values.end(), [&](double v) { return v <= 0 || v >= goal.unit; });
  share = share && 10 * static_cast<std::size_t>(at_an_end) <= values.size();
  if (any && share)
    scale_ = ValueScale::logit;
  else if (any && positive)
    scale_ = ValueScale::log;
  low_ = to_scale(goal.low);
  high_ = to_scale(goal.high);
  published_ = to_scale(goal.published);
  const double centre = (goal.low + goal.high) / 2, half = (goal.high - goal.low) / 2;
  middle_ = to_scale(centre);
  figure_spread_ = discrepancy_at(centre, std::hypot(half / spreads_in_half_a_tolerance, goal.discrepancy));
  discrepancy_low_ = discrepancy_at(goal.low, goal.discrepancy);
  discrepancy_high_ = discrepancy_at(goal.high, goal.discrepancy);
  discrepancy_published_ = discrepancy_at(goal.published, goal.discrepancy);
}

double ScaledGoal::to_scale(double value) const {
  switch (scale_) {
    case ValueScale::plain:
      return value;
    case ValueScale::log:
      return std::log(value);
    case ValueScale::logit:
      break;
  }
  const double share = value / unit_;
  return std::log(share / (1 - share));
}

double ScaledGoal::from_scale(double z) const {
  switch (scale_) {
    case ValueScale::plain:
      return z;
    case ValueScale::log:
      return std::exp(z);
    case ValueScale::logit:
      break;
  }
  return unit_ / (1 + std::exp(-z));
}

/// By the scale's slope there.
double ScaledGoal::discrepancy_at(double value, double discrepancy) const {
  switch (scale_) {
    case ValueScale::plain:
      return discrepancy;
    case ValueScale::log:
      return value > 0 ? discrepancy / value : 0;
    case ValueScale::logit:
      break;
  }
  const double share = value / unit_;
  return share > 0 && share < 1 ? discrepancy / unit_ / (share * (1 - share)) : 0;
}

}  // namespace streetlight
