#pragma once
/// From a result of many worlds to what is said of them: in how many which policy is better, what decides it, and how
/// much that hangs on the choice of the worlds.

#include <optional>
#include <string>
#include <vector>

#include "sim/report/robust_report.hpp"
#include "sim/results/panel_choice.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight {

/// What is left empty is chosen for the user.
struct RobustQuestion {
  std::string baseline{};                ///< empty: the first scenario
  std::vector<std::string> scenarios{};  ///< empty: all others
  std::vector<std::string>
      columns{};  ///< columns; "COLUMN:most": more is better, "COLUMN:least": less. Empty: the main ones
  std::string group = "all";
  std::string authority = "all";
  std::optional<Window> window{};
  std::optional<double> margin{};     ///< differences up to it do not matter, in the unit of the one column
  std::optional<double> threshold{};  ///< what is good enough, in the unit of the one column
  std::string worlds{};               ///< the file of the worlds that were run; empty: nobody says which they are
};

struct RobustWork {
  WorldParameters parameters;
  std::vector<RobustColumn> columns;
};

/// The column of a name, without ":most" or ":least".
std::string robust_column(const std::string& name);

/// Throws InvalidInput, with the nearest name, when the result has none of a name, or holds one world only.
RobustWork robust_work(const RunSource& panel, const RobustQuestion& question);

}  // namespace streetlight
