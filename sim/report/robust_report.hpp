#pragma once
/// In how many worlds which policy is better, and why: for people (a table, Markdown) and for programs (CSV, JSON).

#include <string>
#include <vector>

#include "sim/calibration/prior.hpp"
#include "sim/calibration/sensitivity_matrix.hpp"
#include "sim/calibration/share_sensitivity.hpp"
#include "sim/report/text_table.hpp"
#include "sim/results/deciding.hpp"
#include "sim/results/deciding_box.hpp"
#include "sim/results/robustness.hpp"

namespace streetlight {

/// What is said of the worlds of a box: that this is the answer in them, or that it is not.
struct BoxAnswer {
  Verdict verdict = Verdict::less;
  bool holds = true;
};
std::string to_text(const BoxAnswer& answer);  ///< "less", "not more"

/// What decides between a policy and the baseline.
struct PolicyDeciders {
  std::vector<ParameterInfluence> influences;  ///< strongest first
  Box box{};                                   ///< around the worlds with the rarer answer
  BoxAnswer box_answer{};                      ///< that answer
};

/// All that is said of one column.
struct RobustColumn {
  RobustRequest request;
  Robustness result;
  std::vector<PolicyDeciders> deciders;  ///< by policy; nothing for the baseline
  /// By policy, of the share of worlds in which it is better than the baseline; empty where nobody said which worlds
  /// they are.
  std::vector<ShareSensitivity> sensitivities{};
};

/// The parameters that differ between the worlds.
struct WorldParameters {
  std::vector<std::string> keys;
  std::vector<std::vector<double>> values;  ///< [world][parameter]
  std::vector<Prior> priors;                ///< by parameter; empty where nobody said which
  std::vector<double> weights;              ///< by world; empty: the same for all
  SensitivityMatrix sensitivity;            ///< as the file of worlds tells it, in this order of parameters
};

/// Whether the worlds, with their weights, lie in a parameter's prior otherwise than if no figure had been looked at
/// (Kolmogorov and Smirnov, alpha 0.01, with Kish's effective number of worlds).
bool is_informed(const WorldParameters& parameters, std::size_t parameter);

/// Why there are no weighted figures; "" where there are.
std::string weights_problem(const Robustness& result);

std::string robust_text(const RunSource& results, const WorldParameters& parameters,
                        const std::vector<RobustColumn>& columns, TextForm form);
std::string robust_csv(const RunSource& results, const std::vector<RobustColumn>& columns, bool guard);
std::string robust_json(const RunSource& results, const WorldParameters& parameters,
                        const std::vector<RobustColumn>& columns);

}  // namespace streetlight
