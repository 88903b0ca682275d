#pragma once
/// From a result of a morris or saltelli design to what is said of its parameters: which of them matter to which
/// outcome.

#include <optional>
#include <string>
#include <vector>

#include "sim/results/panel_choice.hpp"
#include "sim/results/run_source.hpp"
#include "sim/results/sensitivity.hpp"

namespace streetlight {

/// What is left empty is chosen for the user.
struct SensitivityQuestion {
  std::string scenario{};              ///< empty: the second one, or the first where that is named as the baseline
  std::string baseline{};              ///< empty: the first scenario
  std::vector<std::string> columns{};  ///< empty: the main ones
  std::vector<std::string> groups{};   ///< empty: everyone
  std::string authority = "all";
  std::optional<Window> window{};
  bool level = false;  ///< the scenario's own level, not its difference from the baseline
};

struct SensitivityWork {
  SensitivityRequest request;
  std::vector<Sensitivity> results;
};

/// Throws InvalidInput, with the nearest name, when the result has none of a name, or was not made by such a design.
SensitivityWork sensitivity_work(const RunSource& panel, const SensitivityQuestion& question);

}  // namespace streetlight
