#pragma once
/// What is asked of a target, and the scale on which its emulator works: log-odds of a share, the logarithm of what is
/// above 0, else the value as it is. On these scales a value moves about evenly with the parameters, and no prediction
/// leaves what is possible.
///
/// Tolerance and discrepancy are two things. The tolerance says how near a world must come to the published figure; the
/// discrepancy says by how much the model may be off although its parameters are right, because it leaves something out
/// or counts something else. A world must meet the tolerance; what rules a point out allows for the discrepancy, and so
/// does a world's weight.

#include <string>
#include <vector>

namespace streetlight {

/// A tolerance is three standard deviations of its figure to each side.
inline constexpr double spreads_in_half_a_tolerance = 3;

enum class ValueScale { plain, log, logit };

struct TargetGoal {
  std::string name;
  double published = 0;
  double low = 0;  ///< tolerance, in the target's unit
  double high = 0;
  double discrepancy = 0;  ///< standard deviation, in the target's unit
  double unit = 1;         ///< what 1 is in the target's unit: 100 for a share in percent; 0: values may be anything
  bool held_out = false;   ///< measured, never fitted

  bool met_by(double value) const { return value >= low && value <= high; }
  /// Distance from the tolerance's middle in half widths: within it from -1 to 1.
  double misfit(double value) const;
};

/// A goal on its emulator's scale.
class ScaledGoal {
 public:
  /// The scale is chosen by the values that were simulated.
  ScaledGoal(const TargetGoal& goal, const std::vector<double>& values);

  ValueScale scale() const { return scale_; }
  /// NaN or infinite where the value is not on the scale.
  double to_scale(double value) const;
  double from_scale(double z) const;
  double low() const { return low_; }
  double high() const { return high_; }
  double published() const { return published_; }
  /// The discrepancy around an end of the tolerance or the published figure.
  double discrepancy_low() const { return discrepancy_low_; }
  double discrepancy_high() const { return discrepancy_high_; }
  double discrepancy_published() const { return discrepancy_published_; }
  /// Half the tolerance's width on this scale; infinite where an end is.
  double half_width() const { return (high_ - low_) / 2; }
  /// The middle of the tolerance in the target's own unit, on this scale: not the middle between its ends, since the
  /// scale bends.
  double middle() const { return middle_; }
  /// Standard deviation of the published figure around the middle: a third of half the tolerance, and the discrepancy.
  double figure_spread() const { return figure_spread_; }

 private:
  double discrepancy_at(double value, double discrepancy) const;

  double unit_;
  ValueScale scale_ = ValueScale::plain;
  double low_ = 0, high_ = 0, published_ = 0, middle_ = 0, figure_spread_ = 0;
  double discrepancy_low_ = 0, discrepancy_high_ = 0, discrepancy_published_ = 0;
};

}  // namespace streetlight
