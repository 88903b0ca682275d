#pragma once
/// Morris's elementary effects: what moving one parameter does to an outcome, at many places of the others.
///
///     EE_i = (y after the step - y before it) / (delta, with the step's sign)
///
/// in units of the outcome for a move over the parameter's whole range. Over the walks:
///
///     mu       mean of EE: effect and direction
///     mu star  mean of |EE|: importance, also of an effect whose direction changes (Campolongo et al. 2007)
///     sigma    standard deviation of EE: curvature, or dependence on the other parameters
///
/// Sources: Morris 1991, Technometrics 33(2); Campolongo, Cariboni, Saltelli 2007, Environmental Modelling and
/// Software 22.

#include <span>
#include <vector>

#include "sim/experiment/sensitivity_designs.hpp"
#include "sim/results/bootstrap.hpp"

namespace streetlight {

struct ElementaryEffects {
  double mu = 0;
  double mu_star = 0;
  double sigma = 0;
  BootstrapInterval mu_interval{}, mu_star_interval{};
};

struct MorrisResult {
  std::size_t walks = 0;    ///< used
  std::size_t dropped = 0;  ///< walks with a value that does not exist
  std::vector<ElementaryEffects> parameters;
};

/// `outcomes` holds the points of the walks in the order of the design, walk after walk. Values are NaN where fewer
/// than two walks are left.
MorrisResult elementary_effects(std::span<const double> outcomes, const Design& design,
                                const BootstrapOptions& options);

}  // namespace streetlight
