#pragma once
/// The part of the unit cube that the waves have not ruled out. Each wave adds a bound a target: the emulated value may
/// be outside its tolerance by `cut` times the root of the emulator's variance plus the discrepancy squared
/// (implausibility: Vernon, Goldstein and Bower 2010). A point is ruled out when the largest implausibility of a
/// wave's targets exceeds the cut, in the first wave the second largest, since emulators of so wide a space may err.

#include <cstddef>
#include <span>
#include <vector>

#include "sim/calibration/quadratic.hpp"

namespace streetlight {

inline constexpr double implausibility_cut = 3;

/// A target's bound in one wave.
struct Bound {
  Quadratic mean;
  double low = 0, high = 0;                ///< of the tolerance, on the emulator's scale; may be infinite
  double spread_low = 0, spread_high = 0;  ///< root of emulator variance plus discrepancy squared, at each end
  std::size_t target = 0;

  /// How far a value is outside, in spreads; 0 inside.
  double implausibility(double value) const;
};

/// The bounds of one wave.
struct WaveBounds {
  std::vector<Bound> bounds;
  std::size_t forgiven = 0;  ///< so many may exceed the cut: 1 in the first wave
};

/// A stretch of a line: from s = first to s = last.
struct Stretch {
  double first = 0, last = 0;
  double length() const { return last - first; }
};

class Region {
 public:
  void add(WaveBounds wave) { waves_.push_back(std::move(wave)); }
  std::size_t waves() const { return waves_.size(); }
  const std::vector<WaveBounds>& all() const { return waves_; }

  /// The largest implausibility that counts, over all waves; of wave `wave` alone.
  double excess(std::span<const double> x) const;
  double excess(std::size_t wave, std::span<const double> x) const;
  bool holds(std::span<const double> x, double cut = implausibility_cut) const { return excess(x) <= cut; }

 private:
  std::vector<WaveBounds> waves_;
};

/// Keeps of `stretches` the parts where at most `forgiven` of the bounds exceed the cut. `lines` are the bounds' means
/// along the line.
void cut_line(std::vector<Stretch>& stretches, const WaveBounds& wave, std::span<const Parabola> lines, double cut);

/// Where a line through x in direction d stays in the unit cube.
Stretch in_cube(std::span<const double> x, std::span<const double> d);

}  // namespace streetlight
