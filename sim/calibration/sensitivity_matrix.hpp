#pragma once
/// How much each published figure says about each parameter, where the worlds are.
///
/// S[k][j] is the slope of figure k along parameter j, by the emulators, averaged over the worlds: in standard
/// deviations by which the figure may be off (its own, the model's and the emulator's), for one standard deviation of
/// the parameter's prior. With linear figures and a normal prior the variance that the figures leave of the
/// combination of parameters along the right singular vector of S with the singular value s is 1 / (1 + s^2) of the
/// prior's (Spantini et al. 2015), and of parameter j it is the diagonal element j of (I + S'S)^-1. Neglected: that
/// slopes differ between worlds, so that a figure that rises in some and falls in others seems to say little; and
/// that the priors are even, not normal.

#include <algorithm>
#include <cstddef>
#include <vector>

#include "sim/calibration/prior.hpp"

namespace streetlight {

struct TargetEmulator;

struct SensitivityMatrix {
  std::vector<std::vector<double>> rows;  ///< [target][parameter]; NaN where a target has no emulator or no likelihood
  std::vector<double> singular_values;    ///< of the rows with values, largest first
  std::vector<double> variance_left;      ///< by parameter, as a share of the prior's: 1 where no figure says anything
};

/// `targets`: how many there are. `weights` of the points add up to 1.
SensitivityMatrix sensitivity_matrix(const std::vector<TargetEmulator>& emulators, std::size_t targets,
                                     const std::vector<CubePoint>& points, const std::vector<double>& weights);

/// How many combinations of parameters the figures tell more of than the prior: singular values above 1.
inline std::size_t combinations_informed(const std::vector<double>& singular_values) {
  return static_cast<std::size_t>(
      std::count_if(singular_values.begin(), singular_values.end(), [](double s) { return s > 1; }));
}

}  // namespace streetlight
